-- Stores, the people who work in them, and how they get in.

create table stores (
  id text not null,
  name text not null,
  place text not null,
  jurisdiction text not null,
  zone text not null,
  license text not null,
  opens text not null,
  closes text not null,
  pickup_minutes bigint not null,
  gate_open boolean not null,
  gate_since bigint not null,
  gate_reason text not null,
  constraint stores_pkey primary key (id),
  constraint stores_license_key unique (license)
);

create table staff (
  id text not null,
  store_id text not null references stores (id),
  name text not null,
  login text not null,
  password_hash text not null,
  password_temporary boolean not null,
  totp_secret bytea,
  totp_pending bytea,
  totp_last_step bigint not null,
  roles text not null,
  active boolean not null,
  created_at bigint not null,
  constraint staff_pkey primary key (id),
  constraint staff_login_key unique (login)
);
create index staff_store_id on staff (store_id);

-- The cookie holds a random secret; only its hash is kept, so a stolen database opens no session.
create table sessions (
  id text not null,
  secret_hash text not null,
  staff_id text not null references staff (id),
  store_id text not null references stores (id),
  csrf text not null,
  second_factor_done boolean not null,
  created_at bigint not null,
  seen_at bigint not null,
  ends_at bigint not null,
  device text not null,
  constraint sessions_pkey primary key (id),
  constraint sessions_secret_hash_key unique (secret_hash)
);
create index sessions_staff_id on sessions (staff_id);

-- A try to sign in takes a free slot of its subject (an account, an address) before the password is looked at. A slot is
-- one row, so two tries at once cannot take the same one, on whichever node they arrive.
create table login_failures (
  subject text not null,
  slot bigint not null,
  at bigint not null,
  constraint login_failures_pkey primary key (subject, slot)
);
create index login_failures_at on login_failures (at);

create table tokens (
  id text not null,
  store_id text not null references stores (id),
  name text not null,
  secret_hash text not null,
  scopes text not null,
  created_by text not null,
  created_at bigint not null,
  ends_at bigint,
  revoked_at bigint,
  constraint tokens_pkey primary key (id),
  constraint tokens_secret_hash_key unique (secret_hash)
);
