-- The same question to DuckDB: read three exports, compare by tag, keep one row for each discrepancy.
-- Types are given, so nothing is sniffed, and each export is read once.
create temp table s as
select tag, count(*) as n, sum(qty) as total, min(qty) as least, min(unit) as unit, min(facility) as facility,
    min(status) as status,
    bool_and(status in ('TestPassed', 'RetestPassed', 'NotRequired', 'ProcessValidated', 'Active')) as good
from read_csv('{state}', header = true, delim = ',', quote = '"', auto_detect = false, columns = {{
    'tag': 'varchar', 'facility': 'varchar', 'qty': 'decimal(18, 4)', 'unit': 'varchar', 'status': 'varchar',
    'price': 'decimal(12, 2)'}})
group by tag;

create temp table p as
select tag, count(*) as n, sum(qty) as total, min(qty) as least, min(unit) as unit, min(facility) as facility,
    max(facility) as last_facility, bool_or(status = 'Active') as sells, bool_and(status = 'Active') as good,
    bool_or(qty <> 0) as goods, min(price) as price
from read_csv('{pos}', header = true, delim = ',', quote = '"', auto_detect = false, columns = {{
    'tag': 'varchar', 'facility': 'varchar', 'qty': 'decimal(18, 4)', 'unit': 'varchar', 'status': 'varchar',
    'price': 'decimal(12, 2)'}})
group by tag;

create temp table l as
select tag, channel, count(*) as n, min(facility) as facility, max(facility) as last_facility,
    bool_or(status = 'visible') as shown, min(price) filter (status = 'visible') as least,
    max(price) filter (status = 'visible') as most
from read_csv('{menu}', header = true, delim = ',', quote = '"', auto_detect = false, columns = {{
    'tag': 'varchar', 'facility': 'varchar', 'qty': 'varchar', 'channel': 'varchar', 'status': 'varchar',
    'price': 'decimal(12, 2)'}})
group by tag, channel;

create temp table t as
with m as (
    select tag, count(*) as channels, bool_or(shown) as shown, min(least) as least, max(most) as most
    from l group by tag
)
select coalesce(s.tag, p.tag, m.tag) as tag,
    s.tag is not null as in_state, p.tag is not null as in_pos, m.tag is not null as on_menu,
    coalesce(m.shown, false) as shown, m.channels, m.least as menu_least, m.most as menu_most,
    s.n as s_n, s.total as s_total, s.least as s_least, s.unit as s_unit, s.facility as s_facility,
    s.status as s_status, s.good as s_good,
    p.n as p_n, p.total as p_total, p.least as p_least, p.unit as p_unit, p.facility as p_facility,
    p.last_facility as p_last_facility, p.sells, p.good as p_good, p.goods,
    coalesce(m.shown, false) or (coalesce(p.sells, false) and p.total > 0) as for_sale
from s full join p on s.tag = p.tag full join m on coalesce(s.tag, p.tag) = m.tag;

create temp table found as
with weights(unit, grams, tolerance) as (
    values ('Grams', 1::decimal(18, 9), 0.01), ('Ounces', 28.349523125, 0.000352), ('Each', null, 0)
), counted as (
    select t.tag, t.s_unit, t.p_unit, t.s_total, t.p_total, a.grams as s_grams, b.grams as p_grams, a.tolerance
    from t join weights a on a.unit = t.s_unit join weights b on b.unit = t.p_unit
    where t.s_n = 1 and t.p_n = 1 and (t.s_unit <> t.p_unit or t.s_total <> t.p_total)
), classes as (
    select tag, null as channel, unnest(list_filter([
        case when shown and not in_state then 'on-menu-not-in-state' end,
        case when in_pos and goods and not in_state then 'in-pos-not-in-state' end,
        case when shown and in_state and not in_pos then 'on-menu-not-in-pos' end,
        case when in_state and not in_pos and s_total <> 0 and s_status not in ('Finished', 'InTransit')
            then 'in-state-not-in-pos' end,
        case when s_n > 1 then 'duplicate-tag' end,
        case when p_n > 1 then 'duplicate-tag' end,
        case when s_least < 0 then 'negative-quantity' end,
        case when p_least < 0 then 'negative-quantity' end,
        case when s_n = 1 and (p_facility <> s_facility or p_last_facility <> s_facility) then 'wrong-facility' end,
        case when for_sale and in_state and not s_good then case s_status
            when 'Recalled' then 'recalled-for-sale' when 'TestFailed' then 'failed-for-sale'
            when 'OnHold' then 'on-hold-for-sale' when 'Expired' then 'expired-for-sale'
            when 'NotTested' then 'not-tested-for-sale' when 'Finished' then 'finished-for-sale'
            when 'InTransit' then 'in-transit-for-sale' else 'status-not-understood' end end,
        case when shown and in_pos and not sells then 'blocked-in-pos-for-sale' end,
        case when channels > 1 and menu_least <> menu_most then 'price-differs-between-channels' end,
        case when s_good and p_good and s_total > 0 and p_total > 0 and not on_menu then 'missing-listing' end
    ], x -> x is not null)) as class
    from t
    -- A list for each of the good packages would take longer than all the rest.
    where not coalesce(s_n = 1 and p_n = 1 and s_good and p_good and channels = 1 and s_least > 0 and p_least > 0
        and s_facility = p_facility and s_facility = p_last_facility, false)
), listings as (
    select l.tag, l.channel, unnest(list_filter([
        case when l.n > 1 then 'duplicate-listing' end,
        case when l.shown and (s.total <= 0 or p.total <= 0) then 'orderable-at-zero' end,
        case when l.least <= 0 then 'priced-at-zero' end,
        case when p.n = 1 and (l.least <> p.price or l.most <> p.price) then 'price-differs-from-pos' end,
        case when l.shown and s.n = 1 and (l.facility <> s.facility or l.last_facility <> s.facility)
            then 'wrong-facility' end
    ], x -> x is not null)) as class
    from l left join s on s.tag = l.tag left join p on p.tag = l.tag
    where not coalesce(l.n = 1 and s.n = 1 and p.n = 1 and s.total > 0 and p.total > 0 and l.least > 0
        and l.least = p.price and l.most = p.price and l.facility = s.facility and l.last_facility = s.facility, false)
)
select class, tag, channel from classes
union all
select class, tag, channel from listings
union all
select case
    when (s_grams is null) <> (p_grams is null) then 'unit-mismatch'
    when s_unit <> p_unit and s_total = p_total and s_total <> 0 then 'unit-mismatch'
    else 'quantity-mismatch' end, tag, null
from counted
where (s_grams is null) <> (p_grams is null)
    or (s_unit <> p_unit and s_total = p_total and s_total <> 0)
    or abs(s_total * coalesce(s_grams, 1) - p_total * coalesce(p_grams, 1)) > tolerance * coalesce(s_grams, 1);

copy (
    select found.class, found.tag, found.channel, t.s_facility, t.s_total, t.s_unit, t.s_status, t.p_total, t.p_unit,
        t.menu_least, t.menu_most
    from found left join t on t.tag = found.tag order by found.tag, found.class
) to '{report}' (header, delimiter ',');
