-- The answers that a pull was made of, exactly as they came, for as long as the shop keeps them.

alter table book_plans add column raw_days bigint not null default 35;

-- Stays when the answers are gone: how many there were, their bytes, and the SHA-256 over their SHA-256.
alter table book_pulls add column raw_count bigint;
alter table book_pulls add column raw_bytes bigint;
alter table book_pulls add column raw_digest text;
alter table book_pulls add column raw_until bigint;

-- status: absent where no whole answer came. digest and bytes are of the body as it came.
create table book_answers (
  pull_id text not null references book_pulls (id),
  place bigint not null,
  came_at bigint not null,
  operation text not null,
  method text not null,
  path text not null,
  status bigint,
  media_type text not null,
  bytes bigint not null,
  digest text not null,
  kept_until bigint not null,
  constraint book_answers_pkey primary key (pull_id, place)
);
create index book_answers_kept_until on book_answers (kept_until);

-- zlib; kept once for all answers of a store that say the same. A body that is empty is not kept.
create table book_answer_bodies (
  store_id text not null references stores (id),
  digest text not null,
  packed bytea not null,
  kept_until bigint not null,
  constraint book_answer_bodies_pkey primary key (store_id, digest)
);
create index book_answer_bodies_kept_until on book_answer_bodies (kept_until);
