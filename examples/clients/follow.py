"""Follows every event of a server for ever: python3 follow.py http://127.0.0.1:4000 place.txt [key]"""
import http.client, json, os, random, sys, time, urllib.error, urllib.request
server, file, key = (sys.argv[1:] + [""])[:3]

def keep(cursor):
    with open(file + ".new", "w") as new:
        new.write(cursor)
    os.replace(file + ".new", file)

def connection():
    request = urllib.request.Request(server + "/events", headers={"Authorization": "Bearer " + key} if key else {})
    if os.path.exists(file):
        request.add_header("Last-Event-ID", open(file).read())
    with urllib.request.urlopen(request, timeout=30) as stream:
        frame = {}
        for line in stream:
            name, _, value = line.decode(errors="replace").rstrip("\r\n").partition(": ")
            frame[name] = value
            if name:
                continue
            if frame.get("event") == "error":
                resume_from(json.loads(frame["data"]))
            if frame.get("event") == "event":
                print(frame["data"], flush=True)
            if "id" in frame:
                keep(frame["id"])
            frame = {}

def resume_from(error):
    cursor = error.get("resumeCursor") or error.get("oldestCursor")
    if cursor:
        keep(cursor)
    elif error["code"] != "UNAVAILABLE":
        sys.exit(error["message"])

while True:
    try:
        connection()
    except urllib.error.HTTPError as refusal:
        resume_from({"code": "UNAVAILABLE"} if refusal.code == 429 or refusal.code >= 500 else json.load(refusal))
    except (OSError, http.client.HTTPException):
        pass  # the server is away: try again
    time.sleep(0.1 + 0.9 * random.random())
