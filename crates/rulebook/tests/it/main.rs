mod ask;
mod cases;
mod contract;
mod kinds;
mod load;
mod props;
mod provisions;
