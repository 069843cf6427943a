"""The yardstick of every rate: the least that Flask can do."""

from flask import Flask

app = Flask(__name__)
app.add_url_rule("/", view_func=lambda: "ok")
