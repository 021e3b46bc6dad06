-- What was done under a key, marked in the transaction of the deed itself: a server that dies before it answers leaves a key
-- by which the next one knows that nothing is left to do.
alter table idempotency add column done text;
