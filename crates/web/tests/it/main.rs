//! The console seen from outside: every page's markup, every answer's headers.

mod headers;
mod pages;
