//! What an engine says its tables are, in words that can be compared with the other engine's.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{PgPool, SqlitePool};

use super::sqlite_pool;
use crate::db::{Db, Pools};

/// Tables by name, without the migrator's own.
pub type Catalogue = BTreeMap<String, Table>;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// In their order: `total_cents bigint not null`.
    pub columns: Vec<String>,
    /// Primary and unique keys and indexes: `unique orders_number_key (number)`.
    pub indexes: BTreeSet<String>,
    /// `store_id -> stores (id)`.
    pub foreign_keys: BTreeSet<String>,
    /// The names of the checks.
    pub checks: BTreeSet<String>,
}

pub async fn catalogue(db: &Db) -> Catalogue {
    match &db.pools {
        Pools::Sqlite(_) => of_sqlite(&sqlite_pool(db).await).await,
        Pools::Postgres(pool) => of_postgres(pool).await,
    }
}

fn column(name: &str, kind: &str, required: bool, default: bool) -> String {
    let required = if required { " not null" } else { "" };
    let default = if default { " default" } else { "" };
    format!("{name} {kind}{required}{default}")
}

fn index(unique: bool, name: &str, columns: &str, partial: bool) -> String {
    let unique = if unique { "unique" } else { "index" };
    let partial = if partial { " where …" } else { "" };
    format!("{unique} {name} ({columns}){partial}")
}

async fn of_sqlite(pool: &SqlitePool) -> Catalogue {
    let tables: Vec<(String, String)> = sqlx::query_as(
        "select name, sql from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like '_sqlx_%'",
    )
    .fetch_all(pool)
    .await
    .expect("sqlite lists its tables");
    let mut catalogue = Catalogue::new();
    for (name, sql) in tables {
        let columns: Vec<(String, String, bool, bool)> = sqlx::query_as(
            "select name, lower(type), \"notnull\" = 1, dflt_value is not null from pragma_table_info($1) order by cid",
        )
        .bind(&name)
        .fetch_all(pool)
        .await
        .expect("sqlite lists its columns");
        let table = Table {
            columns: columns
                .iter()
                .map(|(name, kind, required, default)| column(name, kind, *required, *default))
                .collect(),
            indexes: sqlite_indexes(pool, &name).await,
            foreign_keys: sqlite_foreign_keys(pool, &name).await,
            checks: sqlite_checks(&sql),
        };
        catalogue.insert(name, table);
    }
    catalogue
}

async fn sqlite_indexes(pool: &SqlitePool, table: &str) -> BTreeSet<String> {
    let indexes: Vec<(String, bool, String, bool)> =
        sqlx::query_as("select name, \"unique\" = 1, origin, partial = 1 from pragma_index_list($1)")
            .bind(table)
            .fetch_all(pool)
            .await
            .expect("sqlite lists its indexes");
    let mut found = BTreeSet::new();
    for (name, unique, origin, partial) in indexes {
        let columns: Vec<(Option<String>, bool)> = sqlx::query_as(
            "select name, \"desc\" = 1 from pragma_index_xinfo($1) where key = 1 order by seqno",
        )
        .bind(&name)
        .fetch_all(pool)
        .await
        .expect("sqlite lists an index's columns");
        let plain: Vec<&str> =
            columns.iter().map(|(name, _)| name.as_deref().unwrap_or("<expression>")).collect();
        let ordered: Vec<String> = columns
            .iter()
            .zip(&plain)
            .map(|((_, desc), name)| format!("{name}{}", if *desc { " desc" } else { "" }))
            .collect();
        // Keys inside `create table` have no name in SQLite; the rule gives them one, and PostgreSQL's must be that.
        let name = match origin.as_str() {
            "pk" => format!("{table}_pkey"),
            "u" => format!("{table}_{}_key", plain.join("_")),
            _ => name,
        };
        found.insert(index(unique, &name, &ordered.join(", "), partial));
    }
    found
}

async fn sqlite_foreign_keys(pool: &SqlitePool, table: &str) -> BTreeSet<String> {
    let parts: Vec<(i64, String, String, Option<String>, String)> = sqlx::query_as(
        "select id, \"from\", \"table\", \"to\", lower(on_delete) from pragma_foreign_key_list($1) order by id, seq",
    )
    .bind(table)
    .fetch_all(pool)
    .await
    .expect("sqlite lists its foreign keys");
    let mut keys: BTreeMap<i64, (Vec<String>, String, Vec<String>, String)> = BTreeMap::new();
    for (id, from, to_table, to, on_delete) in parts {
        let key = keys.entry(id).or_insert_with(|| (Vec::new(), to_table, Vec::new(), on_delete));
        key.0.push(from);
        key.2.push(to.unwrap_or_else(|| "<unnamed>".to_owned()));
    }
    let text = |(from, table, to, on_delete): (Vec<String>, String, Vec<String>, String)| {
        format!("{} -> {table} ({}) on delete {on_delete}", from.join(", "), to.join(", "))
    };
    keys.into_values().map(text).collect()
}

/// SQLite has no list of checks, only the text of the table.
fn sqlite_checks(sql: &str) -> BTreeSet<String> {
    let sql = sql.to_lowercase().replace('(', " ( ");
    let words: Vec<&str> = sql.split_whitespace().collect();
    words.windows(3).filter(|w| w[0] == "constraint" && w[2] == "check").map(|w| w[1].to_owned()).collect()
}

async fn of_postgres(pool: &PgPool) -> Catalogue {
    let columns: Vec<(String, String, String, bool, bool)> = sqlx::query_as(
        "select cast(c.table_name as text), cast(c.column_name as text), cast(c.data_type as text), \
           c.is_nullable = 'NO', c.column_default is not null \
         from information_schema.columns c \
         join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name \
         where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.table_name not like '\\_sqlx\\_%' \
         order by c.table_name, c.ordinal_position",
    )
    .fetch_all(pool)
    .await
    .expect("postgres lists its columns");
    let mut catalogue = Catalogue::new();
    for (table, name, kind, required, default) in columns {
        catalogue.entry(table).or_default().columns.push(column(&name, &kind, required, default));
    }
    postgres_indexes(pool, &mut catalogue).await;
    postgres_constraints(pool, &mut catalogue).await;
    catalogue
}

async fn postgres_indexes(pool: &PgPool, catalogue: &mut Catalogue) {
    let indexes: Vec<(String, String, bool, bool, String)> = sqlx::query_as(
        "select cast(t.relname as text), cast(i.relname as text), x.indisunique, x.indpred is not null, \
           (select string_agg(coalesce(cast(a.attname as text), '<expression>') \
              || case when x.indoption[cast(k.n - 1 as int)] & 1 = 1 then ' desc' else '' end, ', ' order by k.n) \
            from unnest(x.indkey) with ordinality as k(attnum, n) \
            left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.attnum and k.attnum <> 0) \
         from pg_index x \
         join pg_class i on i.oid = x.indexrelid \
         join pg_class t on t.oid = x.indrelid \
         join pg_namespace s on s.oid = t.relnamespace \
         where s.nspname = current_schema()",
    )
    .fetch_all(pool)
    .await
    .expect("postgres lists its indexes");
    for (table, name, unique, partial, columns) in indexes {
        if let Some(table) = catalogue.get_mut(&table) {
            table.indexes.insert(index(unique, &name, &columns, partial));
        }
    }
}

async fn postgres_constraints(pool: &PgPool, catalogue: &mut Catalogue) {
    let constraints: Vec<(String, String, bool, String, Option<String>)> = sqlx::query_as(
        "select cast(t.relname as text), cast(c.conname as text), c.contype = 'c', \
           case c.confdeltype when 'c' then 'cascade' when 'r' then 'restrict' when 'n' then 'set null' \
             when 'd' then 'set default' else 'no action' end, \
           (select string_agg(cast(a.attname as text), ', ' order by k.n) \
              from unnest(c.conkey) with ordinality as k(attnum, n) \
              join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum) \
           || ' -> ' || cast(f.relname as text) || ' (' || \
           (select string_agg(cast(a.attname as text), ', ' order by k.n) \
              from unnest(c.confkey) with ordinality as k(attnum, n) \
              join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum) || ')' \
         from pg_constraint c \
         join pg_class t on t.oid = c.conrelid \
         join pg_namespace s on s.oid = t.relnamespace \
         left join pg_class f on f.oid = c.confrelid \
         where s.nspname = current_schema() and c.contype in ('c', 'f')",
    )
    .fetch_all(pool)
    .await
    .expect("postgres lists its constraints");
    for (table, name, is_check, on_delete, foreign) in constraints {
        let Some(table) = catalogue.get_mut(&table) else { continue };
        match foreign {
            _ if is_check => table.checks.insert(name),
            Some(foreign) => table.foreign_keys.insert(format!("{foreign} on delete {on_delete}")),
            None => unreachable!("a constraint that is no check is a foreign key, and those have columns"),
        };
    }
}
