-- What was signed or confirmed stays as it is, whatever the program does. The other engine's file says the same.

create trigger closes_signed_stays before update on closes when old.state = 'signed' begin
  select raise(abort, 'closes_signed_stays');
end;
create trigger closes_stay before delete on closes begin
  select raise(abort, 'closes_stay');
end;
create trigger closes_begin before insert on closes when new.state <> 'open' begin
  select raise(abort, 'closes_begin_open');
end;
-- Nobody signs over an open difference, nor over one that they accepted themselves.
create trigger closes_two_hands before update on closes when new.state = 'signed' begin
  select raise(abort, 'closes_two_hands') where exists (
    select 1 from close_differences d
    where d.close_id = new.id and (d.state = 'open' or (d.state = 'accepted' and d.accepted_by = new.signed_by))
  );
end;
create trigger close_differences_insert before insert on close_differences begin
  select raise(abort, 'close_differences_stay') where exists (
    select 1 from closes c where c.id = new.close_id and c.state = 'signed'
  );
end;
create trigger close_differences_update before update on close_differences begin
  select raise(abort, 'close_differences_stay') where exists (
    select 1 from closes c where c.id in (old.close_id, new.close_id) and c.state = 'signed'
  );
end;
create trigger close_differences_delete before delete on close_differences begin
  select raise(abort, 'close_differences_stay') where exists (
    select 1 from closes c where c.id = old.close_id and c.state = 'signed'
  );
end;
create trigger close_corrections_insert before insert on close_corrections begin
  select raise(abort, 'close_corrections_signed') where not exists (
    select 1 from closes c where c.id = new.close_id and c.state = 'signed'
  );
end;
create trigger close_corrections_update before update on close_corrections begin
  select raise(abort, 'close_corrections_stay');
end;
create trigger close_corrections_delete before delete on close_corrections begin
  select raise(abort, 'close_corrections_stay');
end;

create trigger certificates_decided_stay before update on certificates when old.state in ('confirmed', 'refused') begin
  select raise(abort, 'certificates_decided_stay');
end;
create trigger certificates_file_stays before update on certificates
when new.bytes <> old.bytes or new.sha256 <> old.sha256 or new.store_id <> old.store_id begin
  select raise(abort, 'certificates_file_stays');
end;
create trigger certificates_stay before delete on certificates begin
  select raise(abort, 'certificates_stay');
end;
create trigger certificates_begin before insert on certificates when new.state <> 'waiting' begin
  select raise(abort, 'certificates_begin_waiting');
end;
