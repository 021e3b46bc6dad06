mod accounts;
mod door;
mod matrix;
mod own;
mod sessions;
mod shop;
mod tokens;
