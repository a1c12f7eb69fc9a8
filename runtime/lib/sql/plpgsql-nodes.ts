import type { Reading } from './plpgsql';
import { items } from './syntax';

type Field = (content: unknown, reading: Reading) => void;

const plain: Field = () => {};
const node: Field = (content, reading) => reading.visit(content);
const nodes: Field = (content, reading) => {
  for (const item of items(content)) reading.visit(item);
};
const target: Field = (content, reading) => reading.target(content);
const named: Field = (content, reading) => reading.named(String(content));
const typed: Field = (content, reading) => reading.typed(String(content));

const LINE = { lineno: plain };
const LOOP = { ...LINE, label: named, body: nodes };

/**
 * The nodes of PL/pgSQL that are understood, with their fields. EXECUTE in all of its forms, CALL, COMMIT and ROLLBACK
 * are left out: what they run is not seen, or not inside of one transaction.
 */
export const FIELDS: Record<string, Record<string, Field | undefined> | undefined> = {
  PLpgSQL_function: {
    new_varno: plain,
    old_varno: plain,
    out_param_varno: plain,
    aliases: nodes,
    datums: plain,
    action: node,
  },
  PLpgSQL_alias: { ...LINE, name: named, varno: plain },
  PLpgSQL_var: {
    ...LINE,
    dno: plain,
    refname: named,
    datatype: node,
    isconst: plain,
    notnull: plain,
    default_val: node,
    cursor_explicit_expr: node,
    cursor_explicit_argrow: plain,
    cursor_options: plain,
  },
  PLpgSQL_rec: { ...LINE, dno: plain, refname: named, datatype: node },
  PLpgSQL_recfield: { fieldname: named, recparentno: plain },
  PLpgSQL_row: { ...LINE, refname: plain, fields: plain },
  PLpgSQL_type: { typname: typed },
  PLpgSQL_expr: { query: plain, parseMode: plain },
  PLpgSQL_stmt_block: { ...LINE, label: named, body: nodes, exceptions: node },
  PLpgSQL_exception_block: { exc_list: nodes },
  PLpgSQL_exception: { ...LINE, conditions: plain, action: nodes },
  PLpgSQL_stmt_assign: { ...LINE, varno: plain, expr: node },
  PLpgSQL_stmt_if: { ...LINE, cond: node, then_body: nodes, elsif_list: nodes, else_body: nodes },
  PLpgSQL_if_elsif: { ...LINE, cond: node, stmts: nodes },
  PLpgSQL_stmt_case: {
    ...LINE,
    t_expr: node,
    t_varno: plain,
    case_when_list: nodes,
    have_else: plain,
    else_stmts: nodes,
  },
  PLpgSQL_case_when: { ...LINE, expr: node, stmts: nodes },
  PLpgSQL_stmt_loop: LOOP,
  PLpgSQL_stmt_while: { ...LOOP, cond: node },
  PLpgSQL_stmt_fori: { ...LOOP, var: node, lower: node, upper: node, step: node, reverse: plain },
  PLpgSQL_stmt_fors: { ...LOOP, var: target, query: node },
  PLpgSQL_stmt_forc: { ...LOOP, var: target, curvar: plain, argquery: node },
  PLpgSQL_stmt_foreach_a: { ...LOOP, varno: plain, slice: plain, expr: node },
  PLpgSQL_stmt_exit: { ...LINE, is_exit: plain, label: plain, cond: node },
  PLpgSQL_stmt_return: { ...LINE, expr: node, retvarno: plain },
  PLpgSQL_stmt_return_next: { ...LINE, expr: node, retvarno: plain },
  PLpgSQL_stmt_return_query: { ...LINE, query: node },
  PLpgSQL_stmt_raise: { ...LINE, elog_level: plain, condname: plain, message: plain, params: nodes, options: nodes },
  PLpgSQL_raise_option: { opt_type: plain, expr: node },
  PLpgSQL_stmt_assert: { ...LINE, cond: node, message: node },
  PLpgSQL_stmt_execsql: { ...LINE, sqlstmt: node, into: plain, strict: plain, target },
  PLpgSQL_stmt_getdiag: { ...LINE, is_stacked: plain, diag_items: nodes },
  PLpgSQL_diag_item: { kind: plain, target: plain },
  PLpgSQL_stmt_open: { ...LINE, curvar: plain, cursor_options: plain, argquery: node, query: node },
  PLpgSQL_stmt_fetch: {
    ...LINE,
    target,
    curvar: plain,
    direction: plain,
    how_many: plain,
    expr: node,
    is_move: plain,
    returns_multiple_rows: plain,
  },
  PLpgSQL_stmt_close: { ...LINE, curvar: plain },
  PLpgSQL_stmt_perform: { ...LINE, expr: node },
};
