# Tokens of programs: the page, and why one is not made.

tokens = Tokens
tokens-what = A token lets a program use the API: a script, a dashboard, another tool. Give each program its own, with the smallest role that does.
tokens-none = No token here.
tokens-none-next = Make one below for each program that asks Vigie something.
tokens-now = In force or ended
tokens-soon = { $count ->
    [one] { $count } token ends within 14 days.
   *[other] { $count } tokens end within 14 days.
}
tokens-soon-next = Make a new one for each program, under another name, and then withdraw the old one:
token-state = { $state ->
    [in_force] in force
    [expired] expired
    [withdrawn] withdrawn
   *[other] {""}
}
token-soon = ends soon
token-role = Role
token-role-hint = What the program may do. No token may do more than you may yourself.
token-place = Where
token-everywhere = everywhere
token-by = Made by
token-until = Good until
token-no-end = no end
token-used = Last used
token-never = never
token-withdrawn = Withdrawn
token-withdraw = Withdraw
token-withdraw-ask = Withdraw the token “{ $name }”? Its program is refused from the next request on, and it can’t be undone.
token-make = Make a token
token-name = The program that will use it
token-name-hint = A short name: a-z, 0-9, “-”, “_” and “.”. The journal shows it.
token-days = For how many days it is good
token-days-hint = A year is 365. Write 0 for a token without an end.
token-confirm = To make a token, show again who you are.
token-confirm-go = Show who I am
token-made = Token made
token-made-what = This is the token of { $name }. It is shown this once: copy it now to where the program keeps its secrets.
token-made-next = Every request carries it, like this:
token-back = All tokens
role-name = { $role ->
    [reader] reader
    [responder] responder
    [manager] manager
    [administrator] administrator
    [security_officer] security officer, DPO
    [sender] sender: sends signals, sees nothing
   *[other] {""}
}

token-name-bad = this is no short name
token-name-bad-next = write a-z, 0-9, “-”, “_” and “.”, beginning with a letter or digit, such as backup-script
token-taken = a token is called “{ $name }” already
token-taken-next = choose another name, or withdraw that one first
token-too-many = there are { $count } tokens already
token-too-many-next = withdraw those that no program uses
token-days-bad = the number of days is wrong
token-days-bad-next = write a whole number of days up to { $most }, or 0 for no end
token-place-bad = there is no organisation “{ $name }” whose tokens you look after
token-everywhere-bad = a token that holds everywhere takes somebody who may everything everywhere
token-place-bad-next = choose an organisation whose administrator you are
token-role-bad = the role “{ $role }” may do more than you may
token-role-bad-next = choose a role that does no more than yours
