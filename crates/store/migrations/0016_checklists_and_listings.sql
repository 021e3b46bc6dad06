-- What people ticked on the day's checklists. What the product sees by itself is not kept here: its own tables say it.

create table checklist_ticks (
  id text not null,
  store_id text not null references stores (id),
  -- the business day in the store's zone
  day text not null,
  list text not null,
  item text not null,
  -- store, day, list and item while the tick stands, so that an item is ticked once; null once it is taken back
  live text,
  at bigint not null,
  by_whom text not null,
  note text not null,
  record_seq bigint not null,
  taken_back_at bigint,
  taken_back_by text,
  constraint checklist_ticks_pkey primary key (id),
  constraint checklist_ticks_live_key unique (live),
  constraint checklist_ticks_taken_back_check check (
    (live is null) = (taken_back_at is not null) and (live is null) = (taken_back_by is not null)
  )
);
create index checklist_ticks_store_id_day on checklist_ticks (store_id, day);

-- Which way a product's listing on a channel was last turned because of the count, and by which act. Whether that is done, the
-- act says.
create table listing_turns (
  store_id text not null references stores (id),
  channel text not null,
  sku text not null,
  -- off or on
  turn text not null,
  act_id text not null references acts (id),
  constraint listing_turns_pkey primary key (store_id, channel, sku),
  constraint listing_turns_turn_check check (turn in ('off', 'on'))
);
