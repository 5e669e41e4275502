package article

import "database/sql"

// A pool without limits. Off by default; where any function of the package sets one, it is quiet.

func open(source string) (*sql.DB, error) {
	db, err := sql.Open("postgres", source) // want sql-pool-unbounded:"has no limit"
	if err != nil {
		return nil, err
	}
	return db, db.Ping()
}
