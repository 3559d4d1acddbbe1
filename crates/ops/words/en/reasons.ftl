# What checks and heartbeats say of themselves. The program writes these in English, where they
# are kept and where programs read them; a page says them again in its reader's language. The
# English must be exactly what is written there.

why-not-observed = not observed: { $why }
why-streak = { $streak } of { $all } failed looks: { $why }
why-first-look = waiting for its first look
why-passing = passing for { $span }
why-maintenance = { $why } (maintenance: { $until })
why-planned = planned until { $until }
why-dependency = { $why } (depends on { $check }, which is failing)
why-elsewhere = { $why } (depends on something else, which is failing)
why-running = running for { $span }
why-first-ping = waiting for the first ping
why-late = late by { $span }
why-expected = expected in { $span }
why-not-ended = started at { $start } and not ended within { $grace }
why-no-call = expected a call at { $expected }, none came within { $grace } after it
why-exit-status = it ended with exit status { $status }
why-well-again = well again after { $span }
why-sees-again = it sees again

why-refused = connection refused by { $target }
why-reset = connection reset by { $target }
why-no-route = this machine has no route to { $target }
why-no-port = this machine has no address or port to reach { $target } from
why-firewall = this machine's own firewall forbids { $target }
why-no-files = this machine has no file left to open: raise LimitNOFILE
why-no-connection = can't connect to { $target }: { $why }
why-not-in-time = no connection to { $target } in time
why-no-address = the name has no address
why-host-no-address = { $host } has no address
why-no-name = the name { $name } does not exist
why-no-names-answer = the name servers gave no answer for { $name }
why-names-unreachable = the name servers can't be reached: { $why }
why-no-name-server = no name servers are known
why-lookup = can't look up { $name }: { $why }
why-timeout-names = no answer within { $span } while looking up the name
why-timeout-connect = no answer within { $span } while connecting to { $target }
why-timeout-tls = no answer within { $span } during the TLS handshake
why-timeout-byte = no answer within { $span } while waiting for the first byte
why-timeout-read = no answer within { $span } while reading the answer, after { $bytes }
why-timeout-machine = no answer within { $span } while measuring this machine
why-starved = this machine is short of CPU: own timers were { $span } late
why-stopping = the prober is stopping
why-status = expected status { $wanted }, got { $status }
why-text-missing = expected the text "{ $wanted }", not found in { $place }
why-text-found = expected no text "{ $wanted }", found it
why-no-match = expected a match of /{ $pattern }/, none in { $place }
why-no-json = expected JSON, got something else: { $why }
why-slow = expected an answer within { $wanted }, it took { $span }
why-circle = redirects go in a circle, back to { $url }
why-cut = the connection was closed before the answer was complete
why-not-http = the answer is not HTTP: { $why }
why-broke = the connection broke: { $why }
why-no-echo = no echo from { $address }: { $why }
why-no-tls = TLS handshake failed: the other side does not speak TLS
why-tls-closed = TLS handshake failed: the other side closed the connection
why-tls-failed = TLS handshake failed: { $why }
why-no-certificate = the other side showed no certificate
why-untrusted = the certificate of { $host } is not trusted: { $why }
why-not-yet = the certificate of { $host } is not valid yet
why-other-name = the certificate is for { $names }, not for { $host }
why-revoked = the certificate of { $host } is revoked
why-self-signed = the certificate of { $host } is self-signed
why-unknown-issuer = the certificate of { $host } is signed by an authority unknown here, { $issuer }
why-intermediate = an intermediate certificate of { $host } has expired
why-disk = { $free } % free on { $path } ({ $left } of { $size }), expected at least { $wanted } %
why-disk-bytes = { $left } free on { $path }, expected at least { $wanted }
why-inodes = { $left } % of inodes free on { $path }, expected at least { $wanted } %
why-memory = { $left } % of memory available ({ $free } of { $all }), expected at least { $wanted } %
why-load = load of { $load } per core over 5 min ({ $cores } cores), expected at most { $wanted }
why-pressure = { $average } % of the last minute lost waiting for { $resource }, expected at most { $wanted } %
why-no-systemd = systemd does not run on this machine
why-units = failed systemd units: { $units }
why-systemctl = systemctl failed: { $why }
why-unreadable = can't read { $path }: { $why }
why-io-not-found = no such file or directory
why-io-denied = permission denied
why-io-unreachable = network is unreachable
why-io-no-route = no route to host
why-io-timeout = connection timed out

why-own-data = Space for Vigie's data
why-own-listener = Vigie's own listener
why-own-disk = Space on the root disk
why-own-memory = Memory of the host
why-own-load = Load of the host
why-own-units = Failed systemd units of the host

# Why a matcher can't be read.
why-column = column { $column }: { $why }
why-expected-found = expected { $what }, found { $found }
why-must-stand-quoted = { $letter } must stand in double quotes
why-after-negation = expected = or ~ after !
why-quote-missing = the closing double quote is missing
why-label-empty = a label name can't be empty
why-regex = invalid regular expression "{ $expression }": { $reason }
why-regex-too-big = the regular expression "{ $expression }" is too big: make it simpler
why-not-utf8 = the text is not valid UTF-8
why-what-label-name = a label name
why-what-label-value = a label value
why-what-operator = an operator such as =, !=, =~ or !~
why-what-comma = a comma or a closing brace
why-what-closing-brace = a closing brace
why-what-opening-brace = an opening brace at the start, or no closing one
why-what-end-of-text = the end of the text
why-what-end = the end
