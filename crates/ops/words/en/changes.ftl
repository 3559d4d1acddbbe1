# Changes in what we run, and commands of a chat.

changes = Changes
changes-all = All changes
changes-beside = From { $span } before it began. That a change came first does not make it the cause.
changes-none-beside = Nobody told of a change of its service, from { $span } before it began.
changes-no-service = No service is named, so no change can lie beside it.
changes-none = Nobody told of a change yet.
changes-cut = Only the latest { $most } changes were looked at; older ones are in the API.
changes-none-next = Connect what deploys, scales and configures: a source of kind change, or `vigie change add` at the end of a deployment.
changes-at = When
changes-text = What, who or where
change-kind = { $kind ->
    [deployment] Deployment
    [push] Push
    [release] Release
    [pipeline] Pipeline
    [scaling] Scaling
    [database] Database
    [configuration] Configuration
    [restart] Restart
   *[other] Other change
}
change-state = { $state ->
    [started] started
    [done] done
   *[failed] failed
}
change-empty = what was changed is not said
change-empty-next = write it in a line

command-help = `declare TITLE [--service NAME]` declares an incident, `note INC-2026-0042 TEXT` writes into its timeline, `status` lists those that go on.
command-declared = { $link } is declared. Open it, and take it over if you have it.
command-noted = Noted in { $link }.
command-none = No incident goes on.
command-no-incident = There is no such incident: write its reference, such as INC-2026-0042. Private ones are not here.
command-again = This command came twice. It was done the first time.
command-unknown-person = Nobody in Vigie is called “{ $name }”. Ask whoever looks after it to add you to `people` of the source { $source }.
chat-hello = Hello, I am Vigie. `!vigie declare TITLE [--service NAME]` declares an incident, `!vigie note INC-2026-0042 TEXT` writes into its timeline, `!vigie status` lists those that go on. In an incident’s own room, `!note TEXT`, or an answer to me, goes into its timeline. Everybody in the room reads my answers.
chat-stranger = I don’t know { $id }, so I do nothing. Ask whoever looks after Vigie to add you to `settings.rooms.people`.
chat-encrypted = This room is encrypted, and I can’t read it. Write to me in a room without encryption, or in Vigie itself.
