/*
 * The statement language. It is a subset of what people know from SQL and from document databases that speak SQL:
 *
 *   SELECT state, count(*) AS n FROM orders WHERE shop = :shop GROUP BY state ORDER BY n DESC LIMIT 20
 *   INSERT INTO orders DOCUMENTS (:order), ({"_id": "o2", "total": 12}) ON ID CONFLICT DO NOTHING
 *   UPDATE orders SET state = 'paid' UNSET draft APPLY visits INCREMENT BY 1 WHERE _id = 'o2' RETURNING *
 *   DELETE FROM orders WHERE state = 'void'
 *
 * The layers of `expression` are the layers of precedence (OR below AND below NOT below comparison ..): an operator that
 * comes later gets a layer or an alternative, and nothing that parses today changes its meaning.
 *
 * Keywords have no case; names have. SELECT, FROM, WHERE, ORDER, LIMIT, INSERT, UPDATE, DELETE, AND, OR, NULL, TRUE and
 * FALSE are written in backquotes where they begin a path. All other keywords are names too, wherever they cannot be meant
 * as keywords: SoftKeywords decides that for those that begin something (NOT, CASE, ANY ..) or belong into it (WHEN, END ..),
 * by looking at the tokens beside them, so that the parser never has to look far ahead.
 */
grammar Statement;

options {
    caseInsensitive = true;
}

statement
    : EXPLAIN? (select | insert | update | delete | evict) ';'? EOF
    | (createIndex | dropIndex) ';'? EOF
    ;

// A path alone, where an app names a field of a document.
wholePath
    : path EOF
    ;

// An expression alone, where a tool asks for one.
wholeExpression
    : expression EOF
    ;

// SELECT

select
    : with? selectCore (UNION ALL? selectCore)* orderBy? limit? offset?
    ;

with
    : WITH commonTable (',' commonTable)*
    ;

commonTable
    : alias AS '(' select ')'
    ;

selectCore
    : SELECT DISTINCT? projection (FROM source join* where? groupBy?)?
    ;

projection
    : projected (',' projected)*
    ;

projected
    : '*'                                      # allFields
    | alias '.' '*'                            # allFieldsOf
    | expression (AS name | alias)?            # column
    ;

source
    : stored (AS name | alias)? useIds? useIndex?
    | '(' select ')' (AS name | alias)
    ;

stored
    : COLLECTION? collection declarations?
    ;

declarations
    : '(' declaration (',' declaration)* ')'
    ;

declaration
    : path name
    ;

useIds
    : USE IDS expression (',' expression)*
    ;

useIndex
    : USE INDEX STRING
    ;

join
    : (INNER | (LEFT | RIGHT) OUTER?)? JOIN source ON expression
    ;

where
    : WHERE expression
    ;

groupBy
    : GROUP BY expression (',' expression)* having?
    | having
    ;

having
    : HAVING expression
    ;

orderBy
    : ORDER BY ordering (',' ordering)*
    ;

ordering
    : expression (ASC | DESC)?
    ;

limit
    : LIMIT expression
    ;

offset
    : OFFSET expression
    ;

// Statements that change documents

insert
    : INSERT INTO stored (INITIAL? DOCUMENTS document (',' document)* | select) onConflict? returning?
    ;

document
    : '(' expression ')'
    ;

onConflict
    : ON ID CONFLICT (FAIL | DO (NOTHING | UPDATE | UPDATE_LOCAL_DIFF))
    ;

update
    : UPDATE stored useIds? (set | unset | apply)+ where? orderBy? limit? returning?
    ;

set
    : SET assignment (',' assignment)*
    ;

assignment
    : target '=' expression
    | target '->' '(' assignment (',' assignment)* ')'
    ;

unset
    : UNSET target (',' target)*
    ;

apply
    : APPLY application (',' application)*
    ;

application
    : target operation
    ;

operation
    : INCREMENT (BY expression)?               # increment
    | DECREMENT (BY expression)?               # decrement
    | RESTART (WITH expression)?               # restart
    | ADD expression                           # addToSet
    | REMOVE AT expression                     # removeAt
    | REMOVE expression                        # removeFromSet
    | CLEAR                                    # clear
    | APPEND expression                        # append
    | PREPEND expression                       # prepend
    | INSERT expression AT expression          # insertAt
    | MOVE expression TO expression            # move
    | REPLACE WITH expression                  # replace
    | MERGE WITH expression                    # merge
    ;

delete
    : DELETE FROM stored useIds? where? orderBy? limit? returning?
    ;

evict
    : EVICT FROM stored useIds? where? orderBy? limit? returning?
    ;

returning
    : RETURNING projection
    ;

// Indexes

createIndex
    : CREATE UNIQUE? INDEX (IF NOT EXISTS)? name ON collection '(' ordering (',' ordering)* ')' where?
    ;

dropIndex
    : DROP INDEX (IF EXISTS)? name ON collection
    ;

// Expressions, from the operator that binds least to the one that binds most

expression
    : conjunction (OR conjunction)*
    ;

conjunction
    : negation (AND negation)*
    ;

negation
    : NOT* comparison
    ;

comparison
    : concatenation
      ( comparator concatenation
      | IS NOT? (NULL | MISSING)
      | NOT? IN concatenation
      | NOT? LIKE concatenation (ESCAPE concatenation)?
      | NOT? BETWEEN concatenation AND concatenation
      )?
    ;

comparator
    : '=' | '==' | '!=' | '<>' | '<' | '<=' | '>' | '>='
    ;

concatenation
    : sum ('||' sum)*
    ;

sum
    : product (('+' | '-') product)*
    ;

product
    : signed (('*' | '/' | '%') signed)*
    ;

signed
    : ('-' | '+')* postfix
    ;

postfix
    : primary suffix*
    ;

suffix
    : '.' anyName                              # memberSuffix
    | '.' '@' anyName                          # parameterSuffix
    | '[' expression ']'                       # elementSuffix
    ;

primary
    : literal
    | parameter
    | pathParameter
    | array
    | map
    | call
    | caseOf
    | quantified
    | arrayFor
    | objectFor
    | name
    | '(' expression (',' expression)* ')'
    ;

literal
    : NULL                                     # nullLiteral
    | TRUE                                     # trueLiteral
    | FALSE                                    # falseLiteral
    | INTEGER                                  # integerLiteral
    | DECIMAL                                  # decimalLiteral
    | STRING                                   # stringLiteral
    | BINARY                                   # binaryLiteral
    ;

// ':' and the name are two tokens, because {"open":true} must not read as the parameter :true.
parameter
    : ':' anyName
    ;

// The name of a field (or several with dots, or an array of names) as an argument.
pathParameter
    : '@' anyName
    ;

array
    : '[' (expression (',' expression)*)? ']'
    ;

map
    : '{' (entry (',' entry)*)? '}'
    ;

entry
    : (STRING | anyName) ':' expression
    ;

call
    : functionName '(' ('*' | DISTINCT? expression (',' expression)*)? ')'
    ;

functionName
    : IDENTIFIER
    | REPLACE
    ;

caseOf
    : CASE expression? when+ (ELSE expression)? END
    ;

when
    : WHEN expression THEN expression
    ;

quantified
    : (ANY | EVERY) name IN concatenation SATISFIES expression END
    ;

arrayFor
    : ARRAY expression FOR name IN concatenation (WHEN expression)? END
    ;

objectFor
    : OBJECT expression ':' expression FOR name IN concatenation (WHEN expression)? END
    ;

// Names

collection
    : name (':' name)?
    ;

// Without AS in front: no keyword at all.
alias
    : IDENTIFIER
    | QUOTED_NAME
    ;

target
    : (name | pathParameter) ('.' (anyName | pathParameter))*
    ;

path
    : name ('.' anyName)*
    ;

// Keywords that can be told apart where a name begins a path.
name
    : IDENTIFIER
    | QUOTED_NAME
    | BY | ASC | DESC | INTO | DOCUMENTS | SET
    | ADD | ALL | APPEND | APPLY | AS | AT | BETWEEN | CLEAR | COLLECTION | CONFLICT | CREATE | DECREMENT | DO | DROP
    | ESCAPE | EVICT | EXISTS | EXPLAIN | FAIL | GROUP | HAVING | ID | IDS | IF | IN | INCREMENT | INDEX | INITIAL
    | INNER | IS | JOIN | LEFT | LIKE | MERGE | MISSING | MOVE | NOTHING | OFFSET | ON | OUTER | PREPEND | REMOVE
    | REPLACE | RESTART | RETURNING | RIGHT | TO | UNION | UNIQUE | UNSET | UPDATE_LOCAL_DIFF | USE | WITH
    ;

anyName
    : name
    | SELECT | FROM | WHERE | ORDER | LIMIT | INSERT | UPDATE | DELETE | AND | OR | NULL | TRUE | FALSE
    | ANY | ARRAY | CASE | DISTINCT | ELSE | END | EVERY | FOR | NOT | OBJECT | SATISFIES | THEN | WHEN
    ;

// Keywords that are never names without backquotes where a path begins
SELECT: 'SELECT';
FROM: 'FROM';
WHERE: 'WHERE';
ORDER: 'ORDER';
LIMIT: 'LIMIT';
INSERT: 'INSERT';
UPDATE: 'UPDATE';
DELETE: 'DELETE';
AND: 'AND';
OR: 'OR';
NULL: 'NULL';
TRUE: 'TRUE';
FALSE: 'FALSE';

// Keywords that SoftKeywords turns into names where they are none
ANY: 'ANY';
ARRAY: 'ARRAY';
CASE: 'CASE';
DISTINCT: 'DISTINCT';
ELSE: 'ELSE';
END: 'END';
EVERY: 'EVERY';
FOR: 'FOR';
NOT: 'NOT';
OBJECT: 'OBJECT';
SATISFIES: 'SATISFIES';
THEN: 'THEN';
WHEN: 'WHEN';

// Keywords whose place tells them from names
ADD: 'ADD';
ALL: 'ALL';
APPEND: 'APPEND';
APPLY: 'APPLY';
AS: 'AS';
ASC: 'ASC';
AT: 'AT';
BETWEEN: 'BETWEEN';
BY: 'BY';
CLEAR: 'CLEAR';
COLLECTION: 'COLLECTION';
CONFLICT: 'CONFLICT';
CREATE: 'CREATE';
DECREMENT: 'DECREMENT';
DESC: 'DESC';
DO: 'DO';
DOCUMENTS: 'DOCUMENTS';
DROP: 'DROP';
ESCAPE: 'ESCAPE';
EVICT: 'EVICT';
EXISTS: 'EXISTS';
EXPLAIN: 'EXPLAIN';
FAIL: 'FAIL';
GROUP: 'GROUP';
HAVING: 'HAVING';
ID: 'ID';
IDS: 'IDS';
IF: 'IF';
IN: 'IN';
INCREMENT: 'INCREMENT' | 'PN_INCREMENT';
INDEX: 'INDEX';
INITIAL: 'INITIAL';
INNER: 'INNER';
INTO: 'INTO';
IS: 'IS';
JOIN: 'JOIN';
LEFT: 'LEFT';
LIKE: 'LIKE';
MERGE: 'MERGE';
MISSING: 'MISSING';
MOVE: 'MOVE';
NOTHING: 'NOTHING';
OFFSET: 'OFFSET';
ON: 'ON';
OUTER: 'OUTER';
PREPEND: 'PREPEND';
REMOVE: 'REMOVE';
REPLACE: 'REPLACE';
RESTART: 'RESTART';
RETURNING: 'RETURNING';
RIGHT: 'RIGHT';
SET: 'SET';
TO: 'TO';
UNION: 'UNION';
UNIQUE: 'UNIQUE';
UNSET: 'UNSET';
UPDATE_LOCAL_DIFF: 'UPDATE_LOCAL_DIFF';
USE: 'USE';
WITH: 'WITH';

COMMA: ',';
SEMICOLON: ';';
COLON: ':';
DOT: '.';
STAR: '*';
PLUS: '+';
MINUS: '-';
SLASH: '/';
PERCENT: '%';
PIPES: '||';
AT_SIGN: '@';
ARROW: '->';
OPEN_ROUND: '(';
CLOSE_ROUND: ')';
OPEN_SQUARE: '[';
CLOSE_SQUARE: ']';
OPEN_CURLY: '{';
CLOSE_CURLY: '}';
EQUAL: '=';
EQUAL_EQUAL: '==';
NOT_EQUAL: '!=';
LESS_GREATER: '<>';
LESS: '<';
LESS_EQUAL: '<=';
GREATER: '>';
GREATER_EQUAL: '>=';

INTEGER: DIGIT+;
DECIMAL: DIGIT+ '.' DIGIT+ EXPONENT? | DIGIT+ EXPONENT;
BINARY: 'X\'' (HEX HEX)* '\'';

// Two quotes stand for one, as in SQL; a backslash escapes as in JSON.
STRING
    : '\'' (~['\\\r\n\u0000] | '\'\'' | ESCAPED)* '\''
    | '"' (~["\\\r\n\u0000] | '""' | ESCAPED)* '"'
    ;

QUOTED_NAME: '`' (~[`\r\n\u0000] | '``')+ '`';
IDENTIFIER: [\p{L}_] [\p{L}\p{Nd}_]*;

LINE_COMMENT: '--' ~[\r\n]* -> skip;
BLOCK_COMMENT: '/*' .*? '*/' -> skip;
SPACE: [ \t\r\n]+ -> skip;

// Whatever nothing else wants reaches the parser, which says where it stands.
UNEXPECTED: .;

fragment DIGIT: [0-9];
fragment HEX: [0-9A-F];
fragment EXPONENT: 'E' [+-]? DIGIT+;
fragment ESCAPED options { caseInsensitive = false; }
    : '\\' (['"\\/bfnrt] | 'u' [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F])
    ;
