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

create trigger holds_begin after insert on holds begin
  insert into hold_states (hold_id, state, at) values (new.id, new.state, new.made_at);
end;
create trigger holds_begin_held before insert on holds when new.state <> 'held' begin
  select raise(abort, 'holds_begin_held');
end;
create trigger holds_move before update of state on holds when new.state <> old.state begin
  select raise(abort, 'holds_move') where not (
    (old.state = 'held' and new.state in ('consumed', 'freed', 'expired')) or (old.state = 'consumed' and new.state = 'returned')
  );
  insert into hold_states (hold_id, state, at) values (new.id, new.state, new.settled_at);
end;
create trigger holds_stay before delete on holds begin
  select raise(abort, 'holds_stay');
end;
