-- What people write about a product, beside what the till knows of it.
create table product_words (
  store_id text not null references stores (id),
  sku text not null,
  brand text not null,
  strain text not null,
  description text not null,
  version bigint not null,
  changed_at bigint not null,
  changed_by text not null,
  constraint product_words_pkey primary key (store_id, sku)
);

-- A product as it was put on the menus: on all of them, or taken back from all.
create table publications (
  id text not null,
  store_id text not null references stores (id),
  sku text not null,
  -- the package that its figures are of; null for what the state does not track
  tag text,
  certificate_id text references certificates (id),
  state text not null,
  made_at bigint not null,
  made_by text not null,
  -- when it stood everywhere, or was taken back
  settled_at bigint,
  record_seq bigint not null,
  constraint publications_pkey primary key (id),
  constraint publications_state_check check (state in ('going', 'stands', 'taking_back', 'taken_back', 'withdrawn')),
  constraint publications_settled_check check ((state in ('going', 'taking_back')) = (settled_at is null))
);
-- one at a time on its way
create unique index publications_on_its_way on publications (store_id, sku) where state in ('going', 'taking_back');
create index publications_store_id_sku on publications (store_id, sku, made_at);

-- Its part on one channel. How far that is, the acts say.
create table publication_channels (
  publication_id text not null references publications (id),
  channel text not null,
  act_id text not null references acts (id),
  -- the listing as it was sent, letter for letter
  listing text not null,
  -- the listing of ours that stood there before; null where there was none
  before text,
  -- what takes it off again, or back to the one before
  undo_act_id text references acts (id),
  constraint publication_channels_pkey primary key (publication_id, channel),
  constraint publication_channels_act_id_key unique (act_id)
);
