-- What a hold adds to each limit on its person, and what stood there when it was made. `used` is summed by the database itself over the
-- person's other holds, `outside` is what the registers sold; both and the amount may not be more than the cap, whatever the
-- program believes, unless two people signed for it. Amounts are trillionths of the limit's unit.
create table hold_counts (
  hold_id text not null references holds (id),
  rule text not null,
  part text not null,
  amount bigint not null,
  used bigint not null,
  outside bigint not null,
  cap bigint not null,
  signed boolean not null,
  constraint hold_counts_pkey primary key (hold_id, rule, part),
  constraint hold_counts_amount_check check (amount >= 0 and used >= 0 and outside >= 0),
  constraint hold_counts_cap_check check (signed or used + outside + amount <= cap)
);

-- Units of the package that other open holds had when this one was made, summed by the database, and what the state system had then.
alter table hold_packages add column others bigint not null default 0;
alter table hold_packages add column has bigint
  constraint hold_packages_has_check check (has is null or others + quantity <= has);

-- Every state a hold has been in, written by the database itself.
create table hold_states (
  hold_id text not null references holds (id),
  state text not null,
  at bigint not null,
  constraint hold_states_pkey primary key (hold_id, state)
);
insert into hold_states (hold_id, state, at) select id, 'held', made_at from holds;
insert into hold_states (hold_id, state, at) select id, state, settled_at from holds where state <> 'held';

create function holds_begin() returns trigger language plpgsql as $$ begin
  if new.state <> 'held' then raise exception 'holds_begin_held'; end if;
  insert into hold_states (hold_id, state, at) values (new.id, new.state, new.made_at);
  return null;
end $$;
create trigger holds_begin after insert on holds for each row execute function holds_begin();

create function holds_move() returns trigger language plpgsql as $$ begin
  if not (
    (old.state = 'held' and new.state in ('consumed', 'freed', 'expired')) or (old.state = 'consumed' and new.state = 'returned')
  ) then raise exception 'holds_move'; end if;
  insert into hold_states (hold_id, state, at) values (new.id, new.state, new.settled_at);
  return new;
end $$;
create trigger holds_move before update of state on holds for each row when (new.state <> old.state)
  execute function holds_move();

create function holds_stay() returns trigger language plpgsql as $$ begin
  raise exception 'holds_stay';
end $$;
create trigger holds_stay before delete on holds for each row execute function holds_stay();
