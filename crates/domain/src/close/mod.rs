//! The evening: a store's day, closed. Our orders, the register's sales, the state's receipts and what the marketplaces say are
//! matched line by line; what does not match is a named [`Difference`], and the differences explain every gap between
//! the sums to the last cent and the last milligram.
//!
//! Start reading at [`draw()`].

mod books;
mod channels;
mod class;
mod difference;
mod draw;
mod goods;
mod receipts;
mod sales;
mod sum;

pub use books::{
    ChannelSays, ClosedOrder, DayBooks, Elsewhere, OrderLine, Piece, Receipt, ReceiptLine, Sale, SaleLine,
    Side, Stands,
};
pub use class::Class;
pub use difference::{Difference, Said};
pub use draw::{Drawn, Others, draw};
pub use sum::{Gap, Measure, Sum, Total};
