-- The books of goods, compared: what was pulled from whom, what did not agree, and whose case that is.

-- How a store's books are pulled, and whether its gate moves by itself. The times are when to look next and when to pull next.
create table book_plans (
  store_id text not null references stores (id),
  gate text not null,
  lead_minutes bigint not null,
  every_minutes bigint not null,
  policy text not null,
  held_reason text,
  held_by text,
  next_at bigint not null,
  pull_at bigint not null,
  compared_at bigint,
  constraint book_plans_pkey primary key (store_id)
);

create table book_runs (
  id text not null,
  store_id text not null references stores (id),
  began_at bigint not null,
  ended_at bigint not null,
  asked_by text not null,
  whole boolean not null,
  findings bigint not null,
  opened bigint not null,
  closed bigint not null,
  constraint book_runs_pkey primary key (id)
);
create index book_runs_store_id_began_at on book_runs (store_id, began_at);

-- extent: whole, part, empty, unreadable.
create table book_pulls (
  id text not null,
  run_id text not null references book_runs (id),
  store_id text not null references stores (id),
  source text not null,
  channel text not null,
  taken_at bigint not null,
  ended_at bigint not null,
  extent text not null,
  rows_count bigint not null,
  digest text not null,
  missing text,
  constraint book_pulls_pkey primary key (id)
);
create index book_pulls_run_id on book_pulls (run_id);

-- The rows as they came, one in a line, kept once for all pulls that gave the same.
create table book_bodies (
  digest text not null,
  body bytea not null,
  kept_at bigint not null,
  constraint book_bodies_pkey primary key (digest)
);

-- live: the case's key while it is open, so that there is one open case of a key; null afterwards.
-- fence: none, hiding, hidden.
create table book_cases (
  id text not null,
  store_id text not null references stores (id),
  live text,
  class text not null,
  subject text not null,
  channel text not null,
  severity text not null,
  cause text not null,
  product text not null,
  sku text not null,
  evidence text not null,
  opened_at bigint not null,
  seen_at bigint not null,
  closed_at bigint,
  closed_why text,
  owner text,
  due_at bigint not null,
  fence text not null,
  accepted_until bigint,
  accepted_why text,
  constraint book_cases_pkey primary key (id),
  constraint book_cases_live_key unique (live)
);
create index book_cases_store_id_closed_at on book_cases (store_id, closed_at);

create table book_notes (
  case_id text not null references book_cases (id),
  place bigint not null,
  at bigint not null,
  by_whom text not null,
  said text not null,
  constraint book_notes_pkey primary key (case_id, place)
);
