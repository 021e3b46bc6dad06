-- What a store offers for less. A row is one version: what was live is never edited, another version takes its place.
create table promotions (
  id text not null,
  version bigint not null,
  store_id text not null references stores (id),
  state text not null,
  -- name, what it does, on what, for whom, when and where
  terms text not null,
  made_at bigint not null,
  made_by text not null,
  -- somebody means it to go live and a second person must say yes
  asked_at bigint,
  asked_by text,
  -- how it is called at the register, where it holds there too
  register_name text,
  live_at bigint,
  live_by text,
  -- the second person and their ground, where the law asked for one
  countersigned_by text,
  ground text,
  ended_at bigint,
  ended_by text,
  end_reason text,
  -- what the law said when it went live, or when it was refused, with what was asked
  law text,
  record_seq bigint not null,
  constraint promotions_pkey primary key (id, version),
  constraint promotions_state_check check (state in ('draft', 'live', 'ended', 'refused')),
  constraint promotions_live_check check (state <> 'live' or (live_at is not null and ended_at is null)),
  constraint promotions_ended_check check ((state in ('ended', 'refused')) = (ended_at is not null))
);
-- one version of each at a time
create unique index promotions_live on promotions (id) where state = 'live';
create unique index promotions_draft on promotions (id) where state = 'draft';
create index promotions_store_id_state on promotions (store_id, state);

-- What is paid for the whole line after promotions, before tax; set with the countersignature where promotions gave something.
alter table order_lines add column promised bigint;
