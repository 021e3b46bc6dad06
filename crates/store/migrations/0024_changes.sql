-- When the whole reading began that a pull of changes rests on; absent where the pull itself read everything.
alter table book_pulls add column whole_at bigint;
