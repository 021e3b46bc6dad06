-- The worker, every check and every page of the queue ask these; without an index they would look through all orders
-- and sales there ever were.

create index orders_state_arrived_at on orders (state, arrived_at);
create index orders_store_id_closed_at on orders (store_id, closed_at, arrived_at, id, state, verdict);
create index orders_store_id_arrived_at on orders (store_id, arrived_at, id);
create index orders_customer_id_arrived_at on orders (customer_id, arrived_at, id);
drop index orders_store_id_state;
drop index orders_customer_id;
create index holds_state_settled_at on holds (state, settled_at);
create index acts_kind_done_at on acts (kind, done_at);
