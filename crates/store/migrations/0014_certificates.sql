-- Certificates of analysis.

create table certificates (
  id text not null,
  store_id text not null references stores (id),
  file_name text not null,
  -- pdf, picture or json: what its first bytes say
  media text not null,
  sha256 text not null,
  bytes bytea not null,
  kept_at bigint not null,
  kept_by text not null,
  state text not null,
  -- whoever reads it has it until then
  claimed_until bigint not null,
  -- what the reader said of it, letter for letter
  reading text,
  reading_sha256 text,
  -- something in it is doubtful: two people confirm it
  doubtful boolean not null,
  -- why it could not be read, or why it was refused
  reason text,
  -- the package and the batch it is about, as confirmed
  tag text,
  batch text,
  first_by text,
  first_at bigint,
  decided_by text,
  decided_at bigint,
  -- the confirmed one in whose place it came
  supersedes text references certificates (id),
  record_seq bigint,
  constraint certificates_pkey primary key (id),
  constraint certificates_store_id_sha256_key unique (store_id, sha256),
  constraint certificates_supersedes_key unique (supersedes),
  constraint certificates_state_check check (state in ('waiting', 'read', 'unreadable', 'confirmed', 'refused')),
  constraint certificates_read_check check (state not in ('read', 'confirmed') or (reading is not null and reading_sha256 is not null)),
  constraint certificates_refused_check check (state <> 'refused' or (reason is not null and decided_by is not null)),
  constraint certificates_confirmed_check check (
    state <> 'confirmed' or (decided_by is not null and decided_at is not null and record_seq is not null and (tag is not null or batch is not null))
  ),
  constraint certificates_two_hands_check check (
    state <> 'confirmed' or not doubtful or (first_by is not null and first_by <> decided_by)
  )
);
