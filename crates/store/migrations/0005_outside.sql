-- Everything that comes from, goes to, or is known about the systems outside.

create table connections (
  id text not null,
  store_id text not null references stores (id),
  vendor text not null,
  base_url text not null,
  sealed_secret bytea not null,
  settings text not null,
  state text not null,
  last_good_at bigint,
  last_error text,
  last_error_at bigint,
  calls bigint not null,
  failures bigint not null,
  constraint connections_pkey primary key (id),
  constraint connections_store_id_vendor_key unique (store_id, vendor)
);

-- Messages as they came, before anything was done with them. The body is sealed: it names people.
create table inbox (
  id text not null,
  store_id text not null references stores (id),
  vendor text not null,
  dedupe text not null,
  sealed_body bytea not null,
  body_sha256 text not null,
  received_at bigint not null,
  state text not null,
  attempts bigint not null,
  next_at bigint not null,
  last_error text,
  constraint inbox_pkey primary key (id),
  constraint inbox_vendor_dedupe_key unique (vendor, dedupe)
);
create index inbox_state_next_at on inbox (state, next_at);

-- The outbox: acts we owe to systems outside. state: due, done, dead (a person must look), dropped (no longer owed).
create table acts (
  id text not null,
  store_id text not null references stores (id),
  order_id text references orders (id),
  target text not null,
  kind text not null,
  payload text not null,
  dedupe text not null,
  lane text not null,
  place bigint not null,
  state text not null,
  attempts bigint not null,
  due_at bigint not null,
  leased_until bigint,
  made_at bigint not null,
  done_at bigint,
  result text,
  last_error text,
  constraint acts_pkey primary key (id),
  constraint acts_dedupe_key unique (dedupe)
);
create index acts_state_due_at on acts (state, due_at);
create index acts_lane_place on acts (lane, place);
create index acts_order_id on acts (order_id);

-- The POS inventory as last read, one row a package. complete_at says when the whole list was last read to its end.
create table pos_stock (
  store_id text not null references stores (id),
  inventory_id text not null,
  product_id text not null,
  sku text not null,
  name text not null,
  category text not null,
  tag text,
  quantity bigint not null,
  unit text not null,
  price_adult bigint,
  price_medical bigint,
  cannabis boolean not null,
  medical_only boolean not null,
  measures text not null,
  packaged_on text,
  read_at bigint not null,
  constraint pos_stock_pkey primary key (store_id, inventory_id)
);
create index pos_stock_store_id_sku on pos_stock (store_id, sku);
create index pos_stock_store_id_tag on pos_stock (store_id, tag);

create table pos_reads (
  store_id text not null references stores (id),
  complete_at bigint not null,
  packages bigint not null,
  constraint pos_reads_pkey primary key (store_id)
);

create table idempotency (
  token_id text not null,
  key text not null,
  body_sha256 text not null,
  status bigint not null,
  answer text not null,
  made_at bigint not null,
  constraint idempotency_pkey primary key (token_id, key)
);

-- Sales rung up at our registers by whomever: they count against a person's limit like our own.
create table register_sales (
  store_id text not null references stores (id),
  number text not null,
  sold_at bigint not null,
  pos_customer text,
  reference text,
  voided boolean not null,
  lines text not null,
  constraint register_sales_pkey primary key (store_id, number)
);
create index register_sales_pos_customer on register_sales (pos_customer, sold_at);

-- How far the register's sales have been read: everything up to read_until is here.
create table register_reads (
  store_id text not null references stores (id),
  read_until bigint not null,
  constraint register_reads_pkey primary key (store_id)
);
