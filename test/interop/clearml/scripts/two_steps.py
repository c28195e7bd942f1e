"""A pipeline of two steps: the controller sends itself to one queue, its steps go to another."""
from clearml import PipelineController


def first(start):
    print("the first step got", start)
    return int(start) + 1


def second(value):
    from clearml import Task

    Task.current_task().get_logger().report_scalar("result", "value", value=value * 2, iteration=0)
    print("the second step got", value)
    return value * 2


if __name__ == "__main__":
    # Looks at its steps every three seconds.
    pipe = PipelineController(name="two steps", project="interop/pipelines", version="1.0.0", pool_frequency=0.05)
    pipe.set_default_execution_queue("default")
    pipe.add_parameter("start", 20)
    pipe.add_function_step(name="first", function=first, function_kwargs={"start": "${pipeline.start}"}, function_return=["value"], packages=[])
    pipe.add_function_step(name="second", function=second, function_kwargs={"value": "${first.value}"}, function_return=["result"], packages=[])
    pipe.start(queue="controllers")
