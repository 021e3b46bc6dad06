-- Orders from every channel, what was found out about them, and what is held for them.

create table orders (
  id text not null,
  number bigint not null,
  store_id text not null references stores (id),
  channel text not null,
  external_id text not null,
  external_words text not null,
  program text not null,
  fulfilment text not null,
  state text not null,
  verdict text not null,
  customer_id text references customers (id),
  person_key text,
  sealed_buyer bytea not null,
  subtotal bigint not null,
  tax bigint not null,
  discount bigint not null,
  total bigint not null,
  payment text not null,
  placed_at bigint not null,
  arrived_at bigint not null,
  window_start bigint,
  window_end bigint,
  acknowledge_by bigint,
  acknowledged_at bigint,
  hold_until bigint,
  outcome_line text not null,
  checks_line text not null,
  closed_at bigint,
  close_reason text,
  version bigint not null,
  constraint orders_pkey primary key (id),
  constraint orders_store_id_number_key unique (store_id, number),
  constraint orders_channel_external_id_key unique (channel, external_id)
);
create index orders_store_id_state on orders (store_id, state, arrived_at);
create index orders_customer_id on orders (customer_id);

create table order_numbers (
  store_id text not null,
  last bigint not null,
  constraint order_numbers_pkey primary key (store_id)
);

create table order_lines (
  order_id text not null references orders (id),
  line bigint not null,
  external_id text not null,
  product text not null,
  sku text not null,
  quantity bigint not null,
  unit_price bigint not null,
  line_total bigint not null,
  constraint order_lines_pkey primary key (order_id, line),
  constraint order_lines_quantity_check check (quantity > 0)
);

create table verifications (
  id text not null,
  order_id text not null references orders (id),
  at bigint not null,
  verdict text not null,
  rulebook text not null,
  facts text not null,
  results text not null,
  record_seq bigint not null,
  constraint verifications_pkey primary key (id)
);
create index verifications_order_id_at on verifications (order_id, at);

-- What is held of a person's allowance and of each package, for an open order.
-- state: held, then one of consumed, freed, expired; consumed turns to returned once the sale is voided.
create table holds (
  id text not null,
  order_id text not null references orders (id),
  person_key text not null,
  jurisdiction text not null,
  program text not null,
  state text not null,
  lines text not null,
  sale text not null,
  made_at bigint not null,
  expires_at bigint not null,
  settled_at bigint,
  constraint holds_pkey primary key (id),
  constraint holds_order_id_key unique (order_id),
  constraint holds_state_check check (state in ('held', 'consumed', 'freed', 'expired', 'returned'))
);
create index holds_person_key_state on holds (person_key, state, settled_at);
create index holds_state_expires_at on holds (state, expires_at);

create table hold_packages (
  hold_id text not null references holds (id),
  line bigint not null,
  tag text not null,
  store_id text not null,
  quantity bigint not null,
  unit text not null,
  constraint hold_packages_pkey primary key (hold_id, line, tag),
  constraint hold_packages_quantity_check check (quantity > 0)
);
create index hold_packages_tag on hold_packages (tag);

create table overrides (
  order_id text not null references orders (id),
  check_name text not null,
  ground text not null,
  requested_by text not null,
  requested_at bigint not null,
  countersigned_by text,
  countersigned_at bigint,
  constraint overrides_pkey primary key (order_id, check_name),
  constraint overrides_two_hands_check check (countersigned_by is null or countersigned_by <> requested_by)
);

create table hand_overs (
  order_id text not null references orders (id),
  at bigint not null,
  staff_id text not null,
  verdict text not null,
  results text not null,
  constraint hand_overs_pkey primary key (order_id, at)
);

create table files (
  id text not null,
  order_id text references orders (id),
  kind text not null,
  media_type text not null,
  sha256 text not null,
  sealed bytea not null,
  kept_at bigint not null,
  constraint files_pkey primary key (id)
);
create index files_order_id on files (order_id);
