//! Every page from invented samples: what the tests check and `--example preview` serves.

use crate::connections::{ConnectionPage, ConnectionsPage};
use crate::customers::{customer::CustomerPage, lookup::LookupPage};
use crate::errors::ErrorPage;
use crate::orders::{
    cancellation::CancellationPage, changing::ChangePage, form::PhoneOrderPage, hand_over::HandOverPage,
    order::OrderPage, override_request::OverridePage, pick_list::PickListPage, queue::QueuePage,
    refusal::RefusalPage, returning::ReturnPage,
};
use crate::record::{entry::EntryPage, export::ExportPage, list::RecordPage, verification::VerificationPage};
use crate::rulebook::calculator::CalculatorPage;
use crate::rulebook::settle::SettlePage;
use crate::rulebook::{JurisdictionPage, RulePage, RulebookPage};
use crate::sandbox::SandboxPage;
use crate::session::{
    more::MorePage, password::PasswordPage, search::SearchPage, second_step::SecondStepPage,
    sign_in::SignInPage,
};
use crate::settings::{
    people::PeoplePage, person::PersonPage, roles::RolesPage, stores::StoresPage, tokens::TokensPage,
};
use crate::today::TodayPage;

/// One rendered page and the path the preview gives it.
#[derive(Debug)]
pub struct Preview {
    pub path: &'static str,
    pub html: String,
}

/// All of them, in the order of the rail.
pub fn all() -> Result<Vec<Preview>, askama::Error> {
    let mut pages = Vec::new();
    let mut add = |path: &'static str, page: &dyn askama::DynTemplate| -> Result<(), askama::Error> {
        pages.push(Preview { path, html: page.dyn_render()? });
        Ok(())
    };
    add("/sign-in", &SignInPage::sample())?;
    add("/sign-in/second-step", &SignInPage::sample_code())?;
    add("/second-step", &SecondStepPage::sample())?;
    add("/password", &PasswordPage::sample())?;
    add("/more", &MorePage::sample())?;
    add("/search", &SearchPage::sample())?;
    add("/search/empty", &SearchPage::sample_empty())?;
    add("/", &TodayPage::sample())?;
    add("/today/closed", &TodayPage::sample_closed())?;
    add("/orders", &QueuePage::sample())?;
    add("/orders/empty", &QueuePage::sample_empty())?;
    add("/orders/new", &PhoneOrderPage::sample())?;
    add("/orders/ord_1297", &OrderPage::sample())?;
    add("/orders/ord_1294", &OrderPage::sample_ready())?;
    add("/orders/ord_1290", &OrderPage::sample_override())?;
    add("/orders/ord_1297/refusal", &RefusalPage::sample())?;
    add("/orders/ord_1297/cancellation", &CancellationPage::sample())?;
    add("/orders/ord_1285/change", &ChangePage::sample())?;
    add("/orders/ord_1285/change/refused", &ChangePage::sample_refused())?;
    add("/orders/ord_1281/return", &ReturnPage::sample())?;
    add("/orders/ord_1290/override", &OverridePage::sample())?;
    add("/orders/ord_1285/pick-list", &PickListPage::sample())?;
    add("/orders/ord_1281/hand-over", &HandOverPage::sample())?;
    add("/orders/ord_1281/hand-over/demo", &HandOverPage::sample_demo())?;
    add("/orders/ord_1281/hand-over/scanned", &HandOverPage::sample_scanned())?;
    add("/customers", &LookupPage::sample())?;
    add("/customers/lookup", &LookupPage::sample_empty())?;
    add("/customers/cus_odessa", &CustomerPage::sample())?;
    add("/customers/cus_odessa/look", &CustomerPage::sample_opened())?;
    add("/record", &RecordPage::sample())?;
    add("/record/1845", &EntryPage::sample())?;
    add("/record/verification", &VerificationPage::sample())?;
    add("/record/verification/broken", &VerificationPage::sample_broken())?;
    add("/record/export/1848", &ExportPage::sample())?;
    add("/rulebook", &RulebookPage::sample())?;
    add("/rulebook/us-co", &JurisdictionPage::sample())?;
    add("/rulebook/us-co/calculator", &CalculatorPage::sample())?;
    add("/rulebook/us-co/settle/purchase-limit/mixed-carts", &SettlePage::sample())?;
    add("/rulebook/us-co/purchase-limit/adult-2016", &RulePage::sample())?;
    add("/connections", &ConnectionsPage::sample())?;
    add("/connections/leafly", &ConnectionPage::sample())?;
    add("/settings/people", &PeoplePage::sample())?;
    add("/settings/people/added", &PeoplePage::sample_added())?;
    add("/settings/people/stf_kofi", &PersonPage::sample())?;
    add("/settings/people/stf_ines", &PersonPage::sample_locked())?;
    add("/settings/roles", &RolesPage::sample())?;
    add("/settings/stores", &StoresPage::sample())?;
    add("/settings/tokens", &TokensPage::sample())?;
    add("/sandbox", &SandboxPage::sample())?;
    add("/errors/403", &ErrorPage::sample(403))?;
    add("/errors/404", &ErrorPage::sample(404))?;
    add("/errors/409", &ErrorPage::sample(409))?;
    add("/errors/422", &ErrorPage::sample(422))?;
    add("/errors/429", &ErrorPage::sample(429))?;
    add("/errors/500", &ErrorPage::sample(500))?;
    Ok(pages)
}
