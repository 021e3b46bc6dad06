-- A store whose state has no API files tables with it. It is said here that it does, and nothing else writes there then.
create table filing_duties (
  store_id text not null references stores (id),
  -- such as `ccrs`
  system text not null,
  licence text not null,
  -- the name that stands in the files
  filed_by text not null,
  since bigint not null,
  constraint filing_duties_pkey primary key (store_id)
);

-- What was sold and is owed to the state as rows of its files: kept in the transaction of the sale, once an order.
create table filing_sales (
  order_id text not null references orders (id),
  store_id text not null references stores (id),
  -- JSON: packages, amounts, the day. Nothing in it names a person.
  sale text not null,
  sold_at bigint not null,
  -- when it first went into a file; until then the state cannot have it
  drawn_at bigint,
  -- when it was brought back, and when it was sure that the state has it no longer
  gone_at bigint,
  out_at bigint,
  constraint filing_sales_pkey primary key (order_id)
);
create index filing_sales_store_id on filing_sales (store_id, sold_at);

-- The book of what was handed in and how it was answered. Rows are only ever added.
create table filing_entries (
  store_id text not null references stores (id),
  place bigint not null,
  at bigint not null,
  entry text not null,
  constraint filing_entries_pkey primary key (store_id, place)
);

-- The files as they were drawn up, to the byte.
create table filing_files (
  store_id text not null references stores (id),
  name text not null,
  body text not null,
  constraint filing_files_pkey primary key (store_id, name)
);
