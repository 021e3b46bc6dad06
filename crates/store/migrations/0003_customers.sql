-- People who buy. Every column that could name one is sealed; the blind_… columns find them by exact value.

create table customers (
  id text not null,
  person_key text not null,
  pos_id text,
  name bytea not null,
  birth_date bytea not null,
  phone bytea,
  email bytea,
  address bytea,
  id_number bytea,
  patient_number bytea,
  blind_phone text,
  blind_email text,
  blind_id_number text,
  blind_patient_number text,
  blind_name_birth text not null,
  standing text not null,
  id_expires text,
  card_expires text,
  pos_read_at bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  constraint customers_pkey primary key (id),
  constraint customers_person_key_key unique (person_key)
);
create index customers_blind_phone on customers (blind_phone);
create index customers_blind_email on customers (blind_email);
create index customers_blind_id_number on customers (blind_id_number);
create index customers_blind_name_birth on customers (blind_name_birth);

-- The row whose lock decides who goes first when two orders of one person arrive together.
create table allowances (
  person_key text not null,
  jurisdiction text not null,
  turn bigint not null,
  constraint allowances_pkey primary key (person_key, jurisdiction)
);

-- Who has had whose data on the screen, and when it was last put on the record.
create table looks (
  actor text not null,
  subject text not null,
  at bigint not null,
  constraint looks_pkey primary key (actor, subject)
);
