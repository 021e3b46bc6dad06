-- The mirror of a store's open work on a task board. Ours is the truth; what is here says how far the board follows it.
create table boards (
  store_id text not null references stores (id),
  vendor text not null,
  -- the part of the address at which the board calls us that nobody can guess, and when it was given out
  door text,
  door_at bigint,
  -- what the board signs its calls with, sealed; told in its handshake
  sealed_hook bytea,
  -- the board's name of the webhook
  hook_id text,
  -- it is not asked for one again before
  watch_at bigint not null,
  -- when it is looked at next, and when it last was, whole
  next_at bigint not null,
  swept_at bigint,
  -- a hash of what it was last made to show
  shows text,
  open_tasks bigint not null,
  error text,
  error_at bigint,
  -- a day in Greenwich and the calls made on it
  day text not null,
  calls bigint not null,
  constraint boards_pkey primary key (store_id, vendor)
);

-- A piece of work and the task that stands for it. The row goes when the work is over and the board says so too.
create table board_tasks (
  store_id text not null references stores (id),
  vendor text not null,
  -- ours; it stands on the task as well
  key text not null,
  -- the board's number of the task
  task_id text not null,
  url text,
  made_at bigint not null,
  -- the completion there that was answered last
  answered text,
  constraint board_tasks_pkey primary key (store_id, vendor, key)
);
