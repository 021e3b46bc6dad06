-- Days as they were closed.

create table closes (
  id text not null,
  store_id text not null references stores (id),
  -- the business day in the store's zone
  day text not null,
  state text not null,
  drawn_at bigint not null,
  drawn_by text not null,
  -- what the books held when they were read, as JSON, and its digest
  books text not null,
  books_sha256 text not null,
  -- sums and counts as drawn up, as JSON
  drawn text not null,
  -- what was signed, as canonical JSON, and its digest, which is on the record
  body text,
  body_sha256 text,
  signed_by text,
  signed_at bigint,
  record_seq bigint,
  constraint closes_pkey primary key (id),
  constraint closes_store_id_day_key unique (store_id, day),
  constraint closes_state_check check (state in ('open', 'signed')),
  constraint closes_signed_check check (
    (state = 'signed') = (
      body is not null and body_sha256 is not null and signed_by is not null and signed_at is not null and record_seq is not null
    )
  )
);

-- state: open, accepted (by a person, with a reason), resolved (no longer found).
create table close_differences (
  close_id text not null references closes (id),
  key text not null,
  class text not null,
  order_id text,
  -- what each book says, and how far apart they are, as JSON
  said text not null,
  state text not null,
  reason text,
  accepted_by text,
  accepted_at bigint,
  constraint close_differences_pkey primary key (close_id, key),
  constraint close_differences_state_check check (state in ('open', 'accepted', 'resolved')),
  constraint close_differences_accepted_check check (
    (state = 'accepted') = (reason is not null and accepted_by is not null and accepted_at is not null)
  )
);

-- What was found out about a day after it was signed.
create table close_corrections (
  close_id text not null references closes (id),
  number bigint not null,
  at bigint not null,
  found_by text not null,
  body text not null,
  record_seq bigint not null,
  constraint close_corrections_pkey primary key (close_id, number)
);
