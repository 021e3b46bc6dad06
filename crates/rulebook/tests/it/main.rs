mod ask;
mod cases;
mod kinds;
mod load;
mod props;
mod provisions;
