-- Processes that work on this database, and what each of them has in hand. The other engine's file says the same, and tells
-- the nodes of every new entry of the record; here there is one process, which tells itself.

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
