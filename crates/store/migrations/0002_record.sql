-- The record: a hash chain over every fact, verdict, act and look. One chain a database.

create table record (
  seq bigint not null,
  hash text not null,
  at bigint not null,
  kind text not null,
  subject text not null,
  actor text not null,
  store_id text,
  line text not null,
  constraint record_pkey primary key (seq),
  constraint record_hash_key unique (hash)
);
create index record_subject_seq on record (subject, seq);
create index record_kind_seq on record (kind, seq);

-- One row; its lock is what puts concurrent writers in order.
create table record_tip (
  one bigint not null,
  seq bigint not null,
  hash text not null,
  log_id text not null,
  constraint record_tip_pkey primary key (one),
  constraint record_tip_one_check check (one = 1)
);

create table record_heads (
  seq bigint not null,
  at bigint not null,
  head text not null,
  constraint record_heads_pkey primary key (seq)
);
