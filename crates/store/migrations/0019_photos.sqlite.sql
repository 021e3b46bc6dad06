-- Product photos: what was judged and signed off stays as it was. The other engine's file says the same.

create table photos (
  id text not null,
  store_id text not null references stores (id),
  sku text not null,
  -- the product's name when it was handed in
  product text not null,
  file_name text not null,
  -- of what was handed in; it is dropped once it is judged, with the place and the camera that stand in it
  sha256 text not null,
  bytes bytea,
  kept_at bigint not null,
  kept_by text not null,
  state text not null,
  -- whoever judges it has it until then
  claimed_until bigint not null,
  -- what was measured, as JSON
  judgement text,
  -- something in it is doubtful: somebody else than who handed it in signs it off
  doubtful boolean not null,
  -- as it may be shown, and small
  clean bytea,
  clean_sha256 text,
  preview bytea,
  -- what the reviewer said to each question, as JSON
  answers text,
  -- why it is not shown
  reason text,
  -- of the shooting again
  owner text,
  due_at bigint,
  decided_by text,
  decided_at bigint,
  record_seq bigint,
  constraint photos_pkey primary key (id),
  constraint photos_store_id_sku_sha256_key unique (store_id, sku, sha256),
  constraint photos_state_check check (state in ('waiting', 'judged', 'unreadable', 'signed_off', 'refused', 'superseded')),
  constraint photos_waiting_check check (state <> 'waiting' or bytes is not null),
  constraint photos_judged_check check (
    state in ('waiting', 'unreadable') or (judgement is not null and clean is not null and clean_sha256 is not null and preview is not null)
  ),
  constraint photos_again_check check (state not in ('refused', 'unreadable') or (reason is not null and due_at is not null)),
  constraint photos_signed_off_check check (
    state not in ('signed_off', 'superseded')
    or (answers is not null and decided_by is not null and decided_at is not null and record_seq is not null)
  ),
  constraint photos_two_hands_check check (state <> 'signed_off' or not doubtful or decided_by <> kept_by)
);
-- Of a product one photo is in force.
create unique index photos_in_force on photos (store_id, sku) where state = 'signed_off';
create index photos_served on photos (clean_sha256);

create trigger photos_stay before delete on photos begin
  select raise(abort, 'photos_stay');
end;
create trigger photos_begin before insert on photos when new.state <> 'waiting' begin
  select raise(abort, 'photos_begin_waiting');
end;
create trigger photos_file_stays before update on photos
when new.id is not old.id or new.store_id is not old.store_id or new.sku is not old.sku or new.product is not old.product or new.sha256 is not old.sha256 or new.kept_at is not old.kept_at or new.kept_by is not old.kept_by begin
  select raise(abort, 'photos_file_stays');
end;
create trigger photos_judgement_stays before update on photos
when old.state <> 'waiting' and (new.judgement is not old.judgement or new.doubtful is not old.doubtful or new.clean is not old.clean or new.clean_sha256 is not old.clean_sha256 or new.preview is not old.preview) begin
  select raise(abort, 'photos_judgement_stays');
end;
-- One that is in force may be taken down or give way to another; whoever shoots again may change.
create trigger photos_decided_stay before update on photos
when old.state = 'superseded' or (old.state in ('refused', 'unreadable') and (new.state <> old.state or new.reason is not old.reason
  or new.decided_by is not old.decided_by or new.due_at is not old.due_at)) begin
  select raise(abort, 'photos_decided_stay');
end;
create trigger photos_in_force_stay before update on photos
when old.state = 'signed_off' and new.state not in ('superseded', 'refused') begin
  select raise(abort, 'photos_decided_stay');
end;
