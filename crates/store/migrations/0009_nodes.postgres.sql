-- Processes that work on this database, and what each of them has in hand. The other engine's file says the same up to the
-- trigger: it tells every node, at the commit, that the record has grown. A hint; the nodes read on from where they were.

create table nodes (
  id text not null,
  name text not null,
  started_at bigint not null,
  -- while this is to come, what the node holds is its own; afterwards anybody may take it over
  ends_at bigint not null,
  constraint nodes_pkey primary key (id)
);
create index nodes_ends_at on nodes (ends_at);

-- Who does a job. The token rises with each taking, and a result is written only by the token that is there.
create table leases (
  name text not null,
  node_id text not null,
  token bigint not null,
  ends_at bigint not null,
  constraint leases_pkey primary key (name)
);

alter table acts add column leased_by text;
alter table idempotency add column node_id text;

create function tell_of_record() returns trigger language plpgsql as $$
begin
  perform pg_notify('countersign_record', '');
  return null;
end
$$;

create trigger record_told after insert on record
  for each statement execute function tell_of_record();
