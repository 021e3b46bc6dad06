-- What people typed off the page where the reader was not sure, by the number of the value: of the first of two until it is confirmed.
alter table certificates add column typed text;
