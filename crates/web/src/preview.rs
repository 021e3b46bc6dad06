//! Every page from invented samples: what the tests check and `--example preview` serves.

use crate::close::ClosePage;
use crate::connections::keys::{KeysPage, NewPage};
use crate::connections::{ConnectionPage, ConnectionsPage};
use crate::customers::{customer::CustomerPage, lookup::LookupPage};
use crate::errors::ErrorPage;
use crate::inventory::{CasePage, HistoryPage, RoomPage};
use crate::menu::certificates::{CertificatePage, CertificatesPage};
use crate::menu::photos::{PhotoPage, PhotosPage};
use crate::menu::product::ProductPage;
use crate::menu::products::ProductsPage;
use crate::menu::promotions::{PromotionFormPage, PromotionPage, PromotionsPage};
use crate::menu::wording::WordingPage;
use crate::orders::{
    cancellation::CancellationPage, changing::ChangePage, form::PhoneOrderPage, hand_over::HandOverPage,
    order::OrderPage, override_request::OverridePage, pick_list::PickListPage, queue::QueuePage,
    refusal::RefusalPage, returning::ReturnPage,
};
use crate::record::{
    entry::EntryPage, export::ExportPage, extract::ExtractPage, list::RecordPage,
    verification::VerificationPage,
};
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
use crate::today::checklist::ChecklistPage;
use crate::today::ticks::TicksPage;

/// One rendered page and the path the preview gives it.
#[derive(Debug)]
pub struct Preview {
    pub path: &'static str,
    pub html: String,
}

type Drawn = Result<(), askama::Error>;

#[derive(Debug, Default)]
struct Pages(Vec<Preview>);

impl Pages {
    fn add(&mut self, path: &'static str, page: &dyn askama::DynTemplate) -> Drawn {
        self.0.push(Preview { path, html: page.dyn_render()? });
        Ok(())
    }
}

/// All of them, in the order of the rail.
pub fn all() -> Result<Vec<Preview>, askama::Error> {
    let mut pages = Pages::default();
    entrance(&mut pages)?;
    today_and_orders(&mut pages)?;
    shop(&mut pages)?;
    books(&mut pages)?;
    house(&mut pages)?;
    Ok(pages.0)
}

/// Before and beside the rooms.
fn entrance(pages: &mut Pages) -> Drawn {
    pages.add("/sign-in", &SignInPage::sample())?;
    pages.add("/sign-in/second-step", &SignInPage::sample_code())?;
    pages.add("/second-step", &SecondStepPage::sample())?;
    pages.add("/password", &PasswordPage::sample())?;
    pages.add("/more", &MorePage::sample())?;
    pages.add("/search", &SearchPage::sample())?;
    pages.add("/search/empty", &SearchPage::sample_empty())
}

fn today_and_orders(pages: &mut Pages) -> Drawn {
    pages.add("/", &TodayPage::sample())?;
    pages.add("/today/closed", &TodayPage::sample_closed())?;
    pages.add("/today/checklist", &ChecklistPage::sample())?;
    pages.add("/today/checklist/days/2026-11-21", &TicksPage::sample())?;
    pages.add("/orders", &QueuePage::sample())?;
    pages.add("/orders/empty", &QueuePage::sample_empty())?;
    pages.add("/orders/new", &PhoneOrderPage::sample())?;
    pages.add("/orders/ord_1297", &OrderPage::sample())?;
    pages.add("/orders/ord_1294", &OrderPage::sample_ready())?;
    pages.add("/orders/ord_1290", &OrderPage::sample_override())?;
    pages.add("/orders/ord_1297/refusal", &RefusalPage::sample())?;
    pages.add("/orders/ord_1297/cancellation", &CancellationPage::sample())?;
    pages.add("/orders/ord_1285/change", &ChangePage::sample())?;
    pages.add("/orders/ord_1285/change/refused", &ChangePage::sample_refused())?;
    pages.add("/orders/ord_1281/return", &ReturnPage::sample())?;
    pages.add("/orders/ord_1290/override", &OverridePage::sample())?;
    pages.add("/orders/ord_1285/pick-list", &PickListPage::sample())?;
    pages.add("/orders/ord_1281/hand-over", &HandOverPage::sample())?;
    pages.add("/orders/ord_1281/hand-over/demo", &HandOverPage::sample_demo())?;
    pages.add("/orders/ord_1281/hand-over/scanned", &HandOverPage::sample_scanned())
}

/// Customers, and what is on the shelves and in the till.
fn shop(pages: &mut Pages) -> Drawn {
    pages.add("/inventory", &RoomPage::sample())?;
    pages.add("/inventory/cases/cas_2", &CasePage::sample())?;
    pages.add("/inventory/cases/cas_figures", &CasePage::sample_figures())?;
    pages.add("/inventory/cases/cas_without", &CasePage::sample_without())?;
    pages.add("/inventory/history", &HistoryPage::sample())?;
    pages.add("/customers", &LookupPage::sample())?;
    pages.add("/customers/lookup", &LookupPage::sample_empty())?;
    pages.add("/customers/cus_odessa", &CustomerPage::sample())?;
    pages.add("/customers/cus_odessa/look", &CustomerPage::sample_opened())?;
    pages.add("/menu/products", &ProductsPage::sample())?;
    pages.add("/menu/products/empty", &ProductsPage::sample_empty())?;
    pages.add("/menu/products/GF35", &ProductPage::sample())?;
    pages.add("/menu/products/RL70", &ProductPage::sample_held())?;
    pages.add("/menu/products/PK10", &ProductPage::sample_to_read())?;
    pages.add("/menu/promotions", &PromotionsPage::sample())?;
    pages.add("/menu/promotions/empty", &PromotionsPage::sample_empty())?;
    pages.add("/menu/promotions/new", &PromotionFormPage::sample())?;
    pages.add("/menu/promotions/pmo_one", &PromotionPage::sample())?;
    pages.add("/menu/promotions/pmo_two", &PromotionPage::sample_held())?;
    pages.add("/menu/promotions/pmo_three", &PromotionPage::sample_live())?;
    pages.add("/menu/wording", &WordingPage::sample())?;
    pages.add("/menu/wording/ok", &WordingPage::sample_ok())?;
    pages.add("/menu/wording/empty", &WordingPage::sample_empty())?;
    pages.add("/menu/certificates", &CertificatesPage::sample())?;
    pages.add("/menu/certificates/refused", &CertificatesPage::sample_refused())?;
    pages.add("/menu/certificates/coa_two", &CertificatePage::sample())?;
    pages.add("/menu/certificates/coa_three", &CertificatePage::sample_confirmed())?;
    pages.add("/menu/certificates/coa_two/differing", &CertificatePage::sample_differing())?;
    pages.add("/menu/certificates/coa_four", &CertificatePage::sample_outline())?;
    pages.add("/menu/photos", &PhotosPage::sample())?;
    pages.add("/menu/photos/empty", &PhotosPage::sample_empty())?;
    pages.add("/menu/photos/pho_one", &PhotoPage::sample())?;
    pages.add("/menu/photos/pho_two", &PhotoPage::sample_needs_another())?;
    pages.add("/menu/photos/pho_three", &PhotoPage::sample_shown())?;
    pages.add("/menu/photos/pho_four", &PhotoPage::sample_again())?;
    pages.add("/close", &ClosePage::sample())?;
    pages.add("/close/2026-11-20", &ClosePage::sample_signed())?;
    pages.add("/close/2026-11-22", &ClosePage::sample_empty())
}

/// What was done, and by which rules.
fn books(pages: &mut Pages) -> Drawn {
    pages.add("/record", &RecordPage::sample())?;
    pages.add("/record/1845", &EntryPage::sample())?;
    pages.add("/record/verification", &VerificationPage::sample())?;
    pages.add("/record/verification/broken", &VerificationPage::sample_broken())?;
    pages.add("/record/export/1848", &ExportPage::sample())?;
    pages.add("/record/extract", &ExtractPage::sample())?;
    pages.add("/record/extract/refused", &ExtractPage::sample_refused())?;
    pages.add("/rulebook", &RulebookPage::sample())?;
    pages.add("/rulebook/us-co", &JurisdictionPage::sample())?;
    pages.add("/rulebook/us-co/calculator", &CalculatorPage::sample())?;
    pages.add("/rulebook/us-co/settle/purchase-limit/mixed-carts", &SettlePage::sample())?;
    pages.add("/rulebook/us-co/purchase-limit/adult-2016", &RulePage::sample())
}

fn house(pages: &mut Pages) -> Drawn {
    pages.add("/connections", &ConnectionsPage::sample())?;
    pages.add("/connections/leafly", &ConnectionPage::sample())?;
    pages.add("/connections/asana", &ConnectionPage::board_sample())?;
    pages.add("/connections/new", &NewPage::sample())?;
    pages.add("/connections/metrc/keys", &KeysPage::sample())?;
    pages.add("/settings/people", &PeoplePage::sample())?;
    pages.add("/settings/people/added", &PeoplePage::sample_added())?;
    pages.add("/settings/people/stf_kofi", &PersonPage::sample())?;
    pages.add("/settings/people/stf_ines", &PersonPage::sample_locked())?;
    pages.add("/settings/roles", &RolesPage::sample())?;
    pages.add("/settings/stores", &StoresPage::sample())?;
    pages.add("/settings/tokens", &TokensPage::sample())?;
    pages.add("/sandbox", &SandboxPage::sample())?;
    pages.add("/errors/403", &ErrorPage::sample(403))?;
    pages.add("/errors/404", &ErrorPage::sample(404))?;
    pages.add("/errors/409", &ErrorPage::sample(409))?;
    pages.add("/errors/422", &ErrorPage::sample(422))?;
    pages.add("/errors/429", &ErrorPage::sample(429))?;
    pages.add("/errors/500", &ErrorPage::sample(500))
}
