/*
 * The statement language. It is a subset of what people know from SQL and from document databases that speak SQL:
 *
 *   SELECT * FROM orders WHERE shop = :shop AND total >= 10 ORDER BY at DESC, total LIMIT 20
 *   INSERT INTO orders DOCUMENTS (:order), ({"_id": "o2", "total": 12})
 *   UPDATE orders SET state = 'paid', customer.name = :name WHERE _id = 'o2'
 *   DELETE FROM orders WHERE state = 'void'
 *
 * The layers of `condition` are the layers of precedence (OR below AND below comparison): an operator that comes later
 * gets a layer or an alternative, and nothing that parses today changes its meaning.
 * Keywords have no case; names have. A name like `order` is written in backquotes where it starts a path.
 */
grammar Statement;

options {
    caseInsensitive = true;
}

statement
    : (select | insert | update | delete) ';'? EOF
    ;

// A path alone, where an app names a field of a document.
wholePath
    : path EOF
    ;

select
    : SELECT projection FROM collection where? orderBy? limit?
    ;

projection
    : '*'
    ;

insert
    : INSERT INTO collection DOCUMENTS document (',' document)*
    ;

document
    : '(' expression ')'
    ;

update
    : UPDATE collection SET assignment (',' assignment)* where?
    ;

assignment
    : path '=' expression
    ;

delete
    : DELETE FROM collection where?
    ;

where
    : WHERE condition
    ;

orderBy
    : ORDER BY ordering (',' ordering)*
    ;

ordering
    : path (ASC | DESC)?
    ;

limit
    : LIMIT expression
    ;

condition
    : conjunction (OR conjunction)*
    ;

conjunction
    : predicate (AND predicate)*
    ;

predicate
    : '(' condition ')'                        # grouped
    | expression comparator expression         # comparison
    ;

comparator
    : '=' | '==' | '!=' | '<>' | '<' | '<=' | '>' | '>='
    ;

expression
    : literal
    | parameter
    | array
    | map
    | path
    ;

literal
    : NULL                                     # nullLiteral
    | TRUE                                     # trueLiteral
    | FALSE                                    # falseLiteral
    | '-'? INTEGER                             # integerLiteral
    | '-'? DECIMAL                             # decimalLiteral
    | STRING                                   # stringLiteral
    | BINARY                                   # binaryLiteral
    ;

// ':' and the name are two tokens, because {"open":true} must not read as the parameter :true.
parameter
    : ':' anyName
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

collection
    : name
    ;

path
    : name ('.' anyName)*
    ;

// Keywords that cannot be mistaken for anything else where a name begins a path.
name
    : IDENTIFIER
    | QUOTED_NAME
    | BY | ASC | DESC | INTO | DOCUMENTS | SET
    ;

anyName
    : name
    | SELECT | FROM | WHERE | ORDER | LIMIT | INSERT | UPDATE | DELETE | AND | OR | NULL | TRUE | FALSE
    ;

SELECT: 'SELECT';
FROM: 'FROM';
WHERE: 'WHERE';
ORDER: 'ORDER';
BY: 'BY';
ASC: 'ASC';
DESC: 'DESC';
LIMIT: 'LIMIT';
INSERT: 'INSERT';
INTO: 'INTO';
DOCUMENTS: 'DOCUMENTS';
UPDATE: 'UPDATE';
SET: 'SET';
DELETE: 'DELETE';
AND: 'AND';
OR: 'OR';
NULL: 'NULL';
TRUE: 'TRUE';
FALSE: 'FALSE';

COMMA: ',';
SEMICOLON: ';';
COLON: ':';
DOT: '.';
STAR: '*';
MINUS: '-';
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
    : '\'' (~['\\\r\n\u0000] | '\'\'' | ESCAPE)* '\''
    | '"' (~["\\\r\n\u0000] | '""' | ESCAPE)* '"'
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
fragment ESCAPE options { caseInsensitive = false; }
    : '\\' (['"\\/bfnrt] | 'u' [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F])
    ;
