# The texts of reports.

report-service = Service
report-severity = Severity
report-lead = Taken by
report-nobody = nobody
report-unknown = not named
report-began = Began
report-detected-after = Detected after
report-declared = Declared
report-taken = Acknowledged
report-resolved = Resolved
report-closed = Closed
report-after = after
report-timeline = Timeline
report-columns = | When | Who | What |
report-alerts = Alerts
report-goes-on = still going on
report-write-here = To be written.
report-ending = { $ending ->
    [fixed] fixed
    [stopped-reporting] stopped reporting: nobody said that it is fixed
    [closed-by-hand] closed by hand
    [no-longer-watched] no longer watched
    [changed] given another severity or service
   *[other] {""}
}
report-impact = Impact
report-causes = Causes
report-lessons = What went well, what did not
report-actions = Actions
