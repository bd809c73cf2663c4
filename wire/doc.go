// Package wire is the table of what can be asked of a state store over HTTP, below
// /api/examdesk/v1/: each operation once, with its method, its path, what it takes,
// what it answers, and the deed that it is. The server mounts the table, the client
// calls by it, and the document of the API is made from it. Values are model's own, as
// package spell writes them.
//
// To add a role of model:
//
//  1. Here, in a file for the role: for each method of the role an operation, made with
//     [Asks] for one answer or [Walks] for a list of any length, and its parameters as a
//     struct whose fields are tagged in:"path", in:"query" or in:"body". Name it in
//     [Operations].
//  2. In server/apiext, in a file of the same name: a function that returns a handler for
//     each operation, made with on or walk, which asks the role of the person's store.
//     Name it in handlers.
//  3. In client/server, in a file of the same name: a type with the role's methods, each
//     one line of ask or walk, which [Store] embeds.
//  4. Take the role off the skips in client/server's contract test, and run it.
//
// An operation that changes something says which deed it is; the engine asks the table
// of rights about it. One that reads says whose data it shows, see [Scope].
package wire
