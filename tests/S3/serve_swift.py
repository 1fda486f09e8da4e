"""A whole OpenStack Swift with its S3 API in one process, for tests: FOLDER PORT ACCOUNT:USER SECRET."""
import os
import socket
import sys

import eventlet
from swift.common import utils

utils.eventlet_monkey_patch()
folder, port, user, secret = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


write("swift.conf", """
[swift-hash]
swift_hash_path_suffix = test
[storage-policy:0]
name = only
default = yes
""")
utils.set_swift_dir(folder)

from swift.common.ring import RingBuilder  # noqa: E402 (reads swift.conf)
from swift.common.storage_policy import reload_storage_policies  # noqa: E402
from swift.common.wsgi import loadapp  # noqa: E402

reload_storage_policies()
os.makedirs(os.path.join(folder, "devices", "disk"), exist_ok=True)
common = f"""
[DEFAULT]
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
log_address = /nonexistent
"""


class NoCache:
    """Swift wants a memcache there, and can do without what is in it."""

    def get(self, *_, **__):
        return None

    def set(self, *_, **__):
        pass

    delete = incr = decr = set_multi = get_multi = set


def serve(listening, configuration):
    loaded, cache = loadapp(configuration, global_conf={}), NoCache()

    def app(environment, start_response):
        environment["swift.cache"] = cache
        return loaded(environment, start_response)

    eventlet.spawn(eventlet.wsgi.server, listening, app, utils.NullLogger(), custom_pool=eventlet.GreenPool(256))


# One disk, one partition, one copy of everything.
for kind in ("account", "container", "object"):
    listening = eventlet.listen(("127.0.0.1", 0))
    builder = RingBuilder(1, 1, 1)
    builder.add_dev({"region": 1, "zone": 1, "weight": 1, "ip": "127.0.0.1", "port": listening.getsockname()[1], "device": "disk"})
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, f"{kind}.ring.gz"))
    serve(listening, write(f"{kind}.conf", f"{common}[pipeline:main]\npipeline = {kind}-server\n[app:{kind}-server]\nuse = egg:swift#{kind}\n"))

serve(eventlet.listen(("127.0.0.1", port)), write("proxy.conf", f"""{common}
[pipeline:main]
pipeline = catch_errors s3api tempauth proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:s3api]
use = egg:swift#s3api
allow_multipart_uploads = false
[filter:tempauth]
use = egg:swift#tempauth
user_{user.replace(":", "_")} = {secret} .admin
"""))
while True:
    eventlet.sleep(3600)
