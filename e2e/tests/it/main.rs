//! Journeys of the people who work with the console.

mod certificate;
mod counter;
mod keyboard;
mod law;
mod menu;
mod morning;
mod newcomer;
mod overrides;
mod pages;
mod people;
mod phone;
mod refusal;
mod samples;
mod scriptless;
mod steps;
