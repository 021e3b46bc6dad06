//! Every row of every table as text, to compare a database with its restored copy.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;

use super::sqlite_pool;
use crate::db::{Db, Pools};

/// Tables (the migrator's own too) by name, each with its rows in a fixed order.
pub async fn contents(db: &Db) -> BTreeMap<String, Vec<String>> {
    match &db.pools {
        Pools::Sqlite(_) => {
            let pool = &sqlite_pool(db).await;
            let tables: Vec<(String, String)> = sqlx::query_as(
                "select t.name, (select group_concat('quote(\"' || c.name || '\")', ' || '','' || ') \
                   from pragma_table_info(t.name) c) \
                 from sqlite_schema t where t.type = 'table' and t.name not like 'sqlite_%'",
            )
            .fetch_all(pool)
            .await
            .expect("sqlite lists its tables");
            let mut contents = BTreeMap::new();
            for (table, columns) in tables {
                let sql = format!("select {columns} from \"{table}\" order by 1");
                let rows = sqlx::query_scalar(AssertSqlSafe(sql))
                    .fetch_all(pool)
                    .await
                    .expect("a table can be read");
                contents.insert(table, rows);
            }
            contents
        }
        Pools::Postgres(pool) => {
            let tables: Vec<String> = sqlx::query_scalar(
                "select cast(table_name as text) from information_schema.tables \
                 where table_schema = current_schema() and table_type = 'BASE TABLE'",
            )
            .fetch_all(pool)
            .await
            .expect("postgres lists its tables");
            let mut contents = BTreeMap::new();
            for table in tables {
                let sql = format!("select cast(t as text) from \"{table}\" t order by 1");
                let rows = sqlx::query_scalar(AssertSqlSafe(sql))
                    .fetch_all(pool)
                    .await
                    .expect("a table can be read");
                contents.insert(table, rows);
            }
            contents
        }
    }
}
