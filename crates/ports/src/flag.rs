//! What a vendor can do for us and how sure we are of it: data beside each connector, shown to people, held by tests.
//!
//! A row that says `cannot` is an answer like any other: what hangs on it cannot be verified online, and a person does
//! it at hand-over. Nothing here is ever read as a yes of a check.

use std::fmt;

/// What a vendor is to the shop. One vendor may be several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    State,
    PointOfSale,
    Orders,
    Menu,
    Tasks,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::State, Self::PointOfSale, Self::Orders, Self::Menu, Self::Tasks];

    pub fn title(self) -> &'static str {
        match self {
            Self::State => "State system",
            Self::PointOfSale => "Point of sale",
            Self::Orders => "Orders",
            Self::Menu => "Menu",
            Self::Tasks => "Task board",
        }
    }
}

/// How we know that a vendor can do something, or that it cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The vendor's own public documents say so.
    Documented,
    /// Other people's programs or notes show it.
    Observed,
    /// Our own reading where no source speaks; tried against our simulator only. Check it before going live.
    Assumed,
    /// No source says whether it can; it is not asked.
    Unknown,
    /// The sources show no way. Who depends on it gets "cannot verify online".
    Cannot,
}

impl Evidence {
    pub fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Assumed => "assumed",
            Self::Unknown => "unknown",
            Self::Cannot => "cannot",
        }
    }

    /// Whether the vendor is asked at all.
    pub fn is_asked(self) -> bool {
        matches!(self, Self::Documented | Self::Observed | Self::Assumed)
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Makes the list of capabilities with what each belongs to and how it is called.
macro_rules! capabilities {
    ($($kind:ident { $($name:ident = $title:literal,)* })*) => {
        /// One thing that may be wanted of a system outside.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Capability { $($($name,)*)* }

        impl Capability {
            pub const ALL: &'static [Self] = &[$($(Self::$name,)*)*];

            pub fn title(self) -> &'static str {
                match self { $($(Self::$name => $title,)*)* }
            }

            pub fn kind(self) -> Kind {
                match self { $($(Self::$name => Kind::$kind,)*)* }
            }
        }
    };
}

capabilities! {
    State {
        Packages = "Packages",
        OnePackage = "One package by its tag",
        PatientAllowance = "Patient allowance",
        PurchasesElsewhere = "Purchases at other shops",
        AdjustPackage = "Counts set with a reason",
        FinishPackage = "Empty packages finished",
        PostReceipt = "Receipts posted",
        FindReceipt = "Receipts found by our number",
        VoidReceipt = "Receipts voided",
        ReadReceipts = "Receipts of a day read back",
    }
    PointOfSale {
        Inventory = "Inventory by package",
        SetCount = "Counts set from outside",
        Measures = "What limits count",
        Customers = "Customers",
        Standing = "Bans and holds",
        CustomerIds = "Licence numbers of customers",
        CartPrice = "Carts priced with tax",
        RegisterSales = "Sales at the register",
        RingUp = "Sales rung up",
        RingDiscount = "Discounts rung up",
        FindSale = "Sales found by our reference",
        ReadSales = "Sales of a day read back",
    }
    Orders {
        TakeOrders = "Orders",
        Quote = "Carts quoted before they are placed",
        FetchOrder = "An order fetched",
        OrderStanding = "Where an order stands there",
        BirthDate = "Birth date on the order",
        Documents = "Identity pictures",
        Acknowledge = "Acknowledgement",
        SetStatus = "Statuses set",
        CancelOrder = "Orders cancelled there",
        Reasons = "Reasons of a refusal",
    }
    Menu {
        WriteMenu = "Menu written",
        Figures = "Laboratory values shown",
        HideItems = "Items hidden",
        ShowItems = "Hidden items shown again",
        SetPrice = "One price set",
        ReadMenu = "Menu read back",
    }
    Tasks {
        WriteTasks = "Tasks written",
        ReadTasks = "Tasks read back",
        FindTask = "Tasks found by our key",
        WhoCompleted = "Who completed a task",
        Comment = "Comments",
        Watch = "Webhooks",
        Batch = "Several changes in one call",
    }
}

/// One row of a vendor's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    pub capability: Capability,
    pub evidence: Evidence,
    /// What follows from it, in a few words; never empty.
    pub note: &'static str,
}

impl Flag {
    pub const fn new(capability: Capability, evidence: Evidence, note: &'static str) -> Self {
        Self { capability, evidence, note }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_some_ground_is_asked() {
        let asked = |evidence: Evidence| evidence.is_asked();
        assert!(asked(Evidence::Documented) && asked(Evidence::Observed) && asked(Evidence::Assumed));
        assert!(!asked(Evidence::Unknown) && !asked(Evidence::Cannot));
    }

    #[test]
    fn capabilities_of_a_kind_stand_together_and_have_titles_of_their_own() {
        assert!(Capability::ALL.is_sorted_by_key(|c| c.kind()));
        let mut titles: Vec<_> = Capability::ALL.iter().map(|c| c.title()).collect();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), Capability::ALL.len());
    }
}
