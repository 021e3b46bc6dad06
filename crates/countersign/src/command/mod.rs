//! One file a command.

pub mod ccrs;
pub mod coa;
pub mod content;
pub mod database;
pub mod demo;
pub mod doctor;
pub mod limits;
pub mod photo;
pub mod promotion;
pub mod reconcile;
pub mod record;
pub mod rules;
pub mod sandbox;
pub mod serve;
pub mod shop;
pub mod simulate;
pub mod snapshot;
