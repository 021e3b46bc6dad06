//! The console seen from outside: every page's markup, every answer's headers, and the whole of it over HTTP.

mod console;
mod headers;
mod pages;
mod rooms;
