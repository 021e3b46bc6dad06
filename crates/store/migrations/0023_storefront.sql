-- What a cart on the shop's own website was told to cost. It holds nothing, and is forgotten soon after it no longer stands.
create table storefront_quotes (
  id text not null,
  store_id text not null references stores (id),
  program text not null,
  -- the lines and the prices that were told, as they stand in the answer
  cart text not null,
  made_at bigint not null,
  valid_until bigint not null,
  constraint storefront_quotes_pkey primary key (id)
);
create index storefront_quotes_valid_until on storefront_quotes (valid_until);
