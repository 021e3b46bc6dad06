//! An order that also lies in the till is looked at there before anything is decided on it here: somebody may have changed it,
//! given it up or rung it up in the register's own page since it was last seen.

use countersign_domain::close::Stands;
use countersign_store::orders::OrderLineRow;

use super::gather::Gathered;
use super::take_in::lines_of;
use crate::app::App;
use crate::error::AppError;

/// Refuses where the register has something else than what is decided on, or where it cannot be asked. `sold_is_fine` where the
/// goods are handed over: whoever stands at the register may have rung them up a moment before.
pub(super) async fn is_as_here(app: &App, gathered: &Gathered, sold_is_fine: bool) -> Result<(), AppError> {
    let order = &gathered.order;
    if !order.channel.lies_in_the_till() {
        return Ok(());
    }
    let connection = app.connection(&order.store_id, order.channel.word());
    let source = connection.as_ref().and_then(|connection| connection.order_source());
    let source = source.ok_or_else(|| {
        AppError::because(
            "it also lies in the till, and its channel is not connected: nobody can say that it is still so there",
        )
    })?;
    let there = source.fetch_order(&order.external_id).await?;
    let stands = source.stands(&there.words);
    if stands != Stands::Open && !(sold_is_fine && stands == Stands::Completed) {
        let words = there.words;
        let why = format!("the register has it as `{words}`; look there, and cancel it here if it is over");
        return Err(AppError::because(why));
    }
    match goods(&gathered.lines) == goods(&lines_of(&there.lines)) {
        true => Ok(()),
        false => Err(AppError::because(
            "the register has other goods in it than this order; change it here or there until both have the same",
        )),
    }
}

/// What is in it, in whatever order its lines come.
pub(crate) fn goods(lines: &[OrderLineRow]) -> Vec<(&str, i64)> {
    let mut goods: Vec<_> = lines.iter().map(|line| (line.sku.as_str(), line.quantity)).collect();
    goods.sort_unstable();
    goods
}
