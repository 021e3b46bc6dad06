-- What was signed or confirmed stays as it is, whatever the program does. The other engine's file says the same.

create function closes_guard() returns trigger language plpgsql as $$ begin
  if tg_op = 'DELETE' then raise exception 'closes_stay'; end if;
  if tg_op = 'INSERT' then
    if new.state <> 'open' then raise exception 'closes_begin_open'; end if;
    return new;
  end if;
  if old.state = 'signed' then raise exception 'closes_signed_stays'; end if;
  -- Nobody signs over an open difference, nor over one that they accepted themselves.
  if new.state = 'signed' and exists (
    select 1 from close_differences d
    where d.close_id = new.id and (d.state = 'open' or (d.state = 'accepted' and d.accepted_by = new.signed_by))
  ) then raise exception 'closes_two_hands'; end if;
  return new;
end $$;
create trigger closes_guard before insert or update or delete on closes for each row execute function closes_guard();

create function close_differences_guard() returns trigger language plpgsql as $$ begin
  if tg_op <> 'INSERT' and exists (select 1 from closes c where c.id = old.close_id and c.state = 'signed') then
    raise exception 'close_differences_stay';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  if exists (select 1 from closes c where c.id = new.close_id and c.state = 'signed') then
    raise exception 'close_differences_stay';
  end if;
  return new;
end $$;
create trigger close_differences_guard before insert or update or delete on close_differences
  for each row execute function close_differences_guard();

create function close_corrections_guard() returns trigger language plpgsql as $$ begin
  if tg_op <> 'INSERT' then raise exception 'close_corrections_stay'; end if;
  if not exists (select 1 from closes c where c.id = new.close_id and c.state = 'signed') then
    raise exception 'close_corrections_signed';
  end if;
  return new;
end $$;
create trigger close_corrections_guard before insert or update or delete on close_corrections
  for each row execute function close_corrections_guard();

create function certificates_guard() returns trigger language plpgsql as $$ begin
  if tg_op = 'DELETE' then raise exception 'certificates_stay'; end if;
  if tg_op = 'INSERT' then
    if new.state <> 'waiting' then raise exception 'certificates_begin_waiting'; end if;
    return new;
  end if;
  if old.state in ('confirmed', 'refused') then raise exception 'certificates_decided_stay'; end if;
  if new.bytes <> old.bytes or new.sha256 <> old.sha256 or new.store_id <> old.store_id then
    raise exception 'certificates_file_stays';
  end if;
  return new;
end $$;
create trigger certificates_guard before insert or update or delete on certificates
  for each row execute function certificates_guard();
