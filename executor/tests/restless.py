"""The executor with an engine that gives up and asks for audits when the document says so: `restless.py serve`.

In a document, `# fresh` makes a process that was given no state give up, `# fresh always` any; `# audit` makes an audit
due, `# differs` makes it find a difference. What a process was given stands in the variable GIVEN.
"""

import json
import os
import sys

from pinlight_executor import kernel, session, zygote
from pinlight_executor.engine import Engine
from pinlight_executor.fresh import FreshNeeded


class RestlessEngine(Engine):
    given = None
    source = b""

    def give_state(self, state):
        self.given = state

    def run(self, request):
        self.source = request.source
        os.environ["GIVEN"] = json.dumps(self.given)
        if b"# fresh always" in self.source or (b"# fresh" in self.source and self.given is None):
            raise FreshNeeded({"from": os.getpid()})
        super().run(request)

    def wants_audit(self):
        return {"audit": True} if b"# audit" in self.source else None

    def compare_audit(self, collected):
        differs = [collected["blocks"][-1]["id"]] if b"# differs" in self.source and self.given is None else []
        return {"differs": differs, "collected": collected}


kernel.Engine = RestlessEngine
if sys.argv[1] == "serve":
    zygote.serve()
else:
    session.SERVE = [sys.executable, __file__, "serve"]
    session.run_session()
