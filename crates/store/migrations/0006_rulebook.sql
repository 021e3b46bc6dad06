-- What the operator settles about the law: readings of open questions, and what becomes of announced law.

-- Proposed by one person; nothing rests on it until a second one signs.
create table proposals (
  question text not null,
  -- null: the question is to be open again
  reading text,
  -- SHA-256 over the words that were read
  words text not null,
  ground text not null,
  proposed_by text not null,
  proposed_at bigint not null,
  -- what it would have changed for past orders, as JSON
  findings text not null,
  constraint proposals_pkey primary key (question)
);

create table adoptions (
  question text not null,
  reading text not null,
  words text not null,
  ground text not null,
  proposed_by text not null,
  signed_by text not null,
  signed_at bigint not null,
  constraint adoptions_pkey primary key (question),
  constraint adoptions_two_hands_check check (signed_by <> proposed_by)
);
