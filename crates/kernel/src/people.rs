//! Who acts, in which role, and what may be permitted. Which role has which permission is data, not code.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::{NodeId, StaffId, StoreId, TokenId};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $(#[serde(rename = $word)] $variant,)* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

words! {
    /// The jobs people have in the shop. A person may hold several.
    Role {
        Associate = "associate",
        CustomerService = "csr",
        Budtender = "budtender",
        InventoryManager = "inventory_manager",
        ComplianceOfficer = "compliance_officer",
        Manager = "manager",
        It = "it",
        Auditor = "auditor",
    }
}

words! {
    /// What may be permitted. Each use case asks for exactly one.
    Permission {
        OrderView = "order.view",
        OrderVerify = "order.verify",
        OrderApprove = "order.approve",
        OrderRefuse = "order.refuse",
        OrderEnter = "order.enter",
        OrderChange = "order.change",
        OrderCancel = "order.cancel",
        OrderPick = "order.pick",
        OrderHandOver = "order.hand_over",
        OrderReturn = "order.return",
        OverrideRequest = "override.request",
        OverrideCountersign = "override.countersign",
        CustomerView = "customer.view",
        CustomerUnseal = "customer.unseal",
        CustomerEdit = "customer.edit",
        LimitAsk = "limit.ask",
        CloseView = "close.view",
        CloseDraw = "close.draw",
        CloseAccept = "close.accept",
        CloseSign = "close.sign",
        InventoryView = "inventory.view",
        InventorySettle = "inventory.settle",
        InventoryAdjust = "inventory.adjust",
        InventoryAccept = "inventory.accept",
        InventoryRaw = "inventory.raw",
        RecordView = "record.view",
        RecordExport = "record.export",
        RulebookView = "rulebook.view",
        RulebookPropose = "rulebook.propose",
        RulebookAdopt = "rulebook.adopt",
        ConnectionView = "connection.view",
        ConnectionEdit = "connection.edit",
        PeopleView = "people.view",
        PeopleEdit = "people.edit",
        StoreEdit = "store.edit",
        TokenEdit = "token.edit",
        ContentCheck = "content.check",
        MenuView = "menu.view",
        MenuEdit = "menu.edit",
        MenuPublish = "menu.publish",
        PromotionView = "promotion.view",
        PromotionEdit = "promotion.edit",
        PromotionApprove = "promotion.approve",
        CertificateRead = "certificate.read",
        CertificateConfirm = "certificate.confirm",
        PhotoHandIn = "photo.hand_in",
        PhotoSignOff = "photo.sign_off",
        ChecklistView = "checklist.view",
        ChecklistTick = "checklist.tick",
        StorefrontView = "storefront.view",
        StorefrontOrder = "storefront.order",
        SandboxUse = "sandbox.use",
    }
}

/// The key of a request that is done once however often it is sent, and the node that has it in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnceKey {
    pub key: String,
    pub node: NodeId,
}

/// Who does the thing that is about to be written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// A signed-in person.
    Staff { id: StaffId, name: String, roles: Vec<Role>, store: StoreId },
    /// A program with an access token.
    Token {
        id: TokenId,
        name: String,
        scopes: Vec<Permission>,
        store: StoreId,
        /// The key under which this one request is done once.
        #[serde(skip)]
        once: Option<OnceKey>,
    },
    /// The product itself: a job, or the answer to a webhook.
    System { job: String },
}

impl Actor {
    pub fn system(job: &str) -> Self {
        Self::System { job: job.to_owned() }
    }

    /// The same, for one request with a key.
    #[must_use]
    pub fn under(mut self, key: OnceKey) -> Self {
        if let Self::Token { once, .. } = &mut self {
            *once = Some(key);
        }
        self
    }

    /// The short name that the record shows. Staff are named by id; their name is looked up when shown.
    pub fn label(&self) -> String {
        match self {
            Self::Staff { id, .. } => id.to_string(),
            Self::Token { id, .. } => id.to_string(),
            Self::System { job } => format!("system:{job}"),
        }
    }
}
