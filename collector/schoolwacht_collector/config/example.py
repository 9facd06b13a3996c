"""A configuration with every setting explained: what `schoolwacht config defaults` prints."""

EXAMPLE = """\
# Schoolwacht collector. Every line is optional; what is commented out shows the default.
# language = "nl"                       # of mails and of the command line: nl or en
# time_zone = "Europe/Brussels"
# judge_every_seconds = 60              # how often the rules look at everything

# [school]
# name = ""                             # on pages, mails and reports
# days_off = []                         # besides the Flemish holidays: ["2026-11-30", "2027-05-06/2027-05-07"]

# [console]
# address = "127.0.0.1:8080"            # this machine only, http
# https = ""                            # for other machines: "0.0.0.0:8443"
# names = []                            # further names of this machine that people type: ["schoolwacht.school.example"]
# certificate = "/path/of/chain.pem"    # without these two the collector makes its own, see docs/installing.md
# key = "/path/of/key.pem"
# hsts = false                          # have browsers insist on https for this name; only with a given certificate

# [agents]
# push = "0.0.0.0:7443"                 # enrolled agents, mutual TLS
# enrol = "0.0.0.0:7444"                # new agents, with a token
# advertise = []                        # names or addresses that machines find this collector by
# move_to = []                          # where machines will find it after a move: ["new.school.example:7443"]
# push_every_seconds = 60               # how often an agent reports

# [backup]
# folder = "backups"                    # in the home, unless it begins with /
# at = "02:30"                          # once a day
# keep = 14                             # how many are kept

# [influxdb]                            # without this section the series are kept here, in SQLite
# url = "http://127.0.0.1:8086"
# org = ""
# bucket = "schoolwacht"
# token = ""                            # or token_file = "/path/of/a/file"

# [notify]                              # who is told of alerts, see docs/notify.md
# urls = []                             # ["mailtos://user:password@mail.school.example?to=ict@school.example"]
"""
