//! Journeys of the people who work with the console.

mod newcomer;
mod samples;
mod steps;
